package io.lastword.kit.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

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

    private static EntityTypes types(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return new TypesConfiguration().entityTypes(environment);
    }
}
