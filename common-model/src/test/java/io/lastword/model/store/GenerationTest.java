package io.lastword.model.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.Golden;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationTest {

    private static final Generation FULL =
            generation(Golden.LOGGED_AT, new Generation.LogEnd(1240, 1239, Instant.ofEpochMilli(1_772_366_400_123L)));
    private static final Generation BEGUN = generation(null, null);

    @Test
    void shouldEncodeItsFieldsAsPromised() {
        List<String> pairs = FULL.encode();

        assertThat(asMap(pairs)).containsExactlyEntriesOf(Golden.entries("generation.txt"));
    }

    @Test
    void shouldLeaveOutWhatIsNotKnown() {
        List<String> pairs = BEGUN.encode();

        assertThat(asMap(pairs))
                .hasSize(Generation.FIELDS.size() - 4)
                .doesNotContainKeys(
                        Generation.CAUGHT_UP_AT,
                        Generation.LOG_END,
                        Generation.LOG_STABLE_END,
                        Generation.LOG_OBSERVED_AT);
    }

    @Test
    void shouldListItsFieldsInTheOrderOfTheRecord() {
        List<String> fields = List.copyOf(asMap(FULL.encode()).keySet());

        assertThat(Generation.FIELDS).isEqualTo(fields);
    }

    @Test
    void shouldDecodeAFullRecord() {
        Generation generation = Generation.decode("g1", values(Golden.entries("generation.txt")));

        assertThat(generation).isEqualTo(FULL);
    }

    @Test
    void shouldDecodeARecordThatHasJustBegun() {
        Generation generation = Generation.decode("g1", values(asMap(BEGUN.encode())));

        assertThat(generation).isEqualTo(BEGUN);
    }

    @Test
    void shouldFindNothingWhereTheStoreHasNothing() {
        Generation generation = Generation.decode("g1", Collections.nCopies(Generation.FIELDS.size(), null));

        assertThat(generation).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Generation.TOPIC_ID,
                Generation.PARTITIONS,
                Generation.OFFSET,
                Generation.LEADER_EPOCH,
                Generation.DEFINITION,
                Generation.BUILD_REASON,
                Generation.BUILD_START,
                Generation.BUILD_TARGET,
                Generation.BUILD_STARTED_AT,
                Generation.BUILD_RECORDS,
                Generation.TOMBSTONE_RETENTION,
                Generation.LIVE_ENTITIES,
                Generation.UNADDRESSABLE
            })
    void shouldNotDecodeAPartOfARecord(String missing) {
        Map<String, String> fields = Golden.entries("generation.txt");
        fields.remove(missing);

        Generation generation = Generation.decode("g1", values(fields));

        assertThat(generation).isNull();
    }

    private static Generation generation(Instant caughtUpAt, Generation.LogEnd logEnd) {
        return new Generation(
                "g1",
                new Position(new Incarnation("p4fQ2kZ9QhOeUqX0c1mB3g"), 1234, 5),
                8,
                "0123456789ab",
                new Generation.Build("store-empty", 11, 1200, Instant.ofEpochMilli(1_772_366_300_000L), 1100),
                caughtUpAt,
                Duration.ofDays(7),
                logEnd,
                900,
                2);
    }

    private static Map<String, String> asMap(List<String> pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            map.put(pairs.get(i), pairs.get(i + 1));
        }
        return map;
    }

    private static List<byte[]> values(Map<String, String> fields) {
        List<byte[]> values = new ArrayList<>();
        for (String field : Generation.FIELDS) {
            String value = fields.get(field);
            values.add(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        }
        return values;
    }
}
