package io.lastword.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.Golden;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexSet;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
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
        keys.remove("history-windows");
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
    void shouldKnowWhatThisVersionCanRead() {
        assertThat(Layout.isOfThisVersion(utf8(new FoldDefinition(new StateLimits(7, 7), IndexSet.BY_ID).text())))
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
        keys.put("history-windows", text(layout.historyWindows()));
        keys.put("partition", text(layout.partition("device", 3)));
        keys.put("generations", text(layout.generations("device", 3)));
        keys.put("generation", text(layout.generation("device", 3, "g1")));
        keys.put("bucket", text(layout.bucket("device", 3, "g1", 63)));
        keys.put("index", text(layout.index("device", 3, "g1", "status", 7)));
        keys.put("unreadable", text(layout.unreadable("device", 3, "g1")));
        keys.put("misplaced", text(layout.misplaced("device", 3, "g1")));
        return keys;
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
