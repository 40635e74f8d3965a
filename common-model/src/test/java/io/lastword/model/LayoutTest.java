package io.lastword.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

    @Test
    void shouldNameTheKeysAsPromised() {
        Map<String, String> keys = keysOf(new Layout(Layout.DEFAULT_PREFIX));

        assertThat(keys).isEqualTo(Golden.entries("keys.txt"));
    }

    @Test
    void shouldPutThePrefixBeforeEveryKey() {
        Map<String, String> keys = keysOf(new Layout("schlüssel/"));

        assertThat(keys.values()).allMatch(key -> key.startsWith("schlüssel/"));
    }

    @Test
    void shouldGiveEveryKeyOfAPartitionTheSameHashTag() {
        Map<String, String> keys = keysOf(new Layout(""));

        keys.remove("catalog");
        assertThat(keys.values()).allMatch(key -> key.startsWith("{device:3}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "a{b}:", "a}"})
    void shouldRefuseAPrefixWithABrace(String prefix) {
        assertThatThrownBy(() -> new Layout(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the key prefix '" + prefix + "' has a brace, which would break the hash tag; remove it");
    }

    @Test
    void shouldKeepTheDefinitionOfTheSameLimits() {
        String definition = Layout.definition(new StateLimits(524_288, 100));

        assertThat(definition).isEqualTo("layout=2;buckets=64;max-state-bytes=524288;max-state-depth=100");
    }

    @Test
    void shouldChangeTheDefinitionWithEachLimit() {
        Set<String> definitions = new HashSet<>();
        definitions.add(Layout.definition(new StateLimits(1000, 100)));
        definitions.add(Layout.definition(new StateLimits(1001, 100)));
        definitions.add(Layout.definition(new StateLimits(1000, 101)));
        definitions.add(Layout.definition(new StateLimits(100, 1000)));

        assertThat(definitions).hasSize(4);
    }

    @Test
    void shouldSayTheLimitsOfADefinition() {
        StateLimits limits = new StateLimits(1_000, 7);

        assertThat(Layout.limits(Layout.definition(limits))).contains(limits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c878471941c8",
                "layout=3;buckets=64;max-state-bytes=524288;max-state-depth=100",
                "layout=2;buckets=63;max-state-bytes=524288;max-state-depth=100",
                "layout=2;buckets=64;indexes=x;max-state-bytes=524288;max-state-depth=100",
                "layout=2;buckets=64;max-state-bytes=524288;max-state-depth=100;more"
            })
    void shouldNotClaimToFoldWithADefinitionOfAnotherVersion(String definition) {
        assertThat(Layout.limits(definition)).isEmpty();
    }

    @Test
    void shouldKnowWhatThisVersionCanRead() {
        assertThat(Layout.isOfThisVersion(utf8(Layout.definition(new StateLimits(7, 7)))))
                .isTrue();
        assertThat(Layout.isOfThisVersion(utf8("layout=1;buckets=64;max-state-bytes=7;max-state-depth=7")))
                .isFalse();
        assertThat(Layout.isOfThisVersion(utf8("c878471941c8"))).isFalse();
        assertThat(Layout.isOfThisVersion(utf8(""))).isFalse();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> keysOf(Layout layout) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("catalog", text(layout.catalog()));
        keys.put("partition", text(layout.partition("device", 3)));
        keys.put("generations", text(layout.generations("device", 3)));
        keys.put("generation", text(layout.generation("device", 3, "g1")));
        keys.put("bucket", text(layout.bucket("device", 3, "g1", 63)));
        keys.put("unreadable", text(layout.unreadable("device", 3, "g1")));
        keys.put("misplaced", text(layout.misplaced("device", 3, "g1")));
        return keys;
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
