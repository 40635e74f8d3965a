package io.lastword.kit.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

class TypesConfigurationTest {

    @Test
    void shouldBindWhatTypesYmlSays() {
        EntityTypes types = types(Map.of(
                "lastword.types.my-cart.partitions", "3",
                "lastword.types.my-cart.history-window", "10m"));

        EntityType cart = types.find("my-cart").orElseThrow();
        assertThat(cart.partitions()).isEqualTo(3);
        assertThat(cart.historyWindow()).isEqualTo(Duration.ofMinutes(10));
        assertThat(cart.topic()).isEqualTo("state.my-cart");
    }

    @Test
    void shouldRefuseAPropertyThatNoTypeHas() {
        assertThatThrownBy(() -> types(Map.of("lastword.types.cart.partitons", "3")))
                .rootCause()
                .hasMessageContaining("lastword.types.cart.partitons");
    }

    @Test
    void shouldNameEveryMistakeOfTheTypesAtOnce() {
        assertThatThrownBy(() ->
                        types(Map.of("lastword.types.cart.partitions", "0", "lastword.types.wheel.segment-bytes", "1")))
                .isInstanceOf(InvalidTypesException.class)
                .hasMessageContainingAll("cart.partitions is 0", "wheel.segment-bytes is 1");
    }

    @Test
    void shouldRefuseNamesThatYamlTakesForTruthValues() {
        assertThatThrownBy(() -> typesOf("""
                lastword:
                  types:
                    switch:
                      topic: 1_000
                      indexes:
                        on:
                          kind: boolean
                      events:
                        on: changes
                        off: ends
                    no:
                      partitions: 1
                """))
                .isInstanceOf(InvalidTypesException.class)
                .hasMessageContainingAll(
                        "types.yml, line 4, 'topic: 1_000': YAML takes the value",
                        "types.yml, line 6, 'on:': YAML takes on for",
                        "types.yml, line 9, 'on: changes': YAML takes on for",
                        "write the name in quotes: \"on\"",
                        "types.yml, line 10, 'off: ends': YAML takes off for",
                        "types.yml, line 11, 'no:': YAML takes no for");
    }

    @Test
    void shouldRefuseNamesOfWhichTheBinderDropsCharacters() {
        assertThatThrownBy(() -> typesOf("""
                lastword:
                  types:
                    "a/b":
                      partitions: 1
                    cart:
                      events:
                        "put in!": creates
                """))
                .isInstanceOf(InvalidTypesException.class)
                .hasMessageContainingAll(
                        "types.yml, line 3, '\"a/b\":': the name a/b", "\"[a/b]\"", "line 7", "\"[put in!]\"");
    }

    @Test
    void shouldTakeQuotedNamesAsTheyAreWritten() {
        EntityTypes types = typesOf("""
                lastword.types.plain.partitions: 3
                ---
                lastword:
                  types:
                    switch: &defaults
                      partitions: 2
                      index-by-id: no
                      segment-bytes: 1_048_576
                      indexes:
                        "on":
                          kind: boolean
                        maxSpeed:
                          kind: number
                      events:
                        "on": changes
                        "off": ends
                        "[Like_this]": creates
                        like-that: changes
                    "no":
                      <<: *defaults
                      partitions: 1
                    empty: {}
                ---
                spring.config.activate.on-profile: never
                lastword.types.plain.indexes.on.kind: boolean
                """);

        assertThat(types.names()).contains("no", "plain", "switch");
        EntityType type = types.find("switch").orElseThrow();
        assertThat(type.indexes().declared().get(1).pointers()).containsExactly("/on");
        assertThat(type.indexes().declared().get(0).name()).isEqualTo("maxSpeed");
        assertThat(type.lifecycle().events()).containsOnlyKeys("on", "off", "Like_this", "like-that");
    }

    private static EntityTypes typesOf(String yaml) {
        StandardEnvironment environment = new StandardEnvironment();
        try {
            new YamlPropertySourceLoader()
                    .load("types", new Named(yaml))
                    .forEach(source -> environment.getPropertySources().addLast(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TypesConfiguration().entityTypes(environment);
    }

    /** A file in memory. */
    private static final class Named extends ByteArrayResource {

        private Named(String text) {
            super(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String getFilename() {
            return "types.yml";
        }
    }

    private static EntityTypes types(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return new TypesConfiguration().entityTypes(environment);
    }
}
