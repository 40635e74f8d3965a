package io.lastword.model.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.entity.Events;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexSet;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTypesTest {

    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration FOREVER_AGO = Duration.ofSeconds(Long.MIN_VALUE);

    @Test
    void shouldFillInTheDefaults() {
        EntityTypes types = EntityTypes.of(Map.of("device", TypeSettings.defaults()));

        assertThat(types.find("device"))
                .contains(new EntityType(
                        "device",
                        "state.device",
                        8,
                        1,
                        1,
                        Duration.ofHours(1),
                        Duration.ofHours(2),
                        Duration.ofDays(7),
                        134_217_728,
                        new StateLimits(524_288, 100),
                        IndexSet.BY_ID,
                        Lifecycle.UNDECLARED,
                        null));
    }

    @Test
    void shouldTakeEverySettingAsGiven() {
        TypeSettings settings = new TypeSettings(
                "my.topic_1",
                256,
                5,
                3,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMillis(1),
                1L << 20,
                1_000_000,
                1000,
                false,
                Map.of("status", new IndexSettings(IndexDefinition.Kind.STRING, "/state/status", null, null)),
                Map.of("registered", EventEffect.CREATES, "deregistered", EventEffect.ENDS),
                "file:/etc/a.json",
                true,
                true);

        EntityTypes types = EntityTypes.of(Map.of("a", settings));

        assertThat(types.find("a"))
                .contains(new EntityType(
                        "a",
                        "my.topic_1",
                        256,
                        5,
                        3,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMillis(1),
                        1 << 20,
                        new StateLimits(1_000_000, 1000, true),
                        new IndexSet(
                                false,
                                List.of(new IndexDefinition(
                                        "status", IndexDefinition.Kind.STRING, List.of("/state/status")))),
                        new Lifecycle(Map.of("registered", EventEffect.CREATES, "deregistered", EventEffect.ENDS)),
                        new SchemaSource("file:/etc/a.json", true)));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,2", "32767,32766"})
    void shouldWantAllCopiesButOneByDefault(int replication, int minInsync) {
        EntityTypes types = EntityTypes.of(
                Map.of("a", new Settings().replication(replication).make()));

        assertThat(types.all()).extracting(EntityType::minInsyncReplicas).containsExactly(minInsync);
    }

    @ParameterizedTest
    @CsvSource({"PT0S,PT1H", "PT0.0000001S,PT1H", "PT10M,PT20M", "P36500D,P36500D", "P20000D,P36500D"})
    void shouldDeriveTheCompactionLagFromTheHistoryWindow(Duration window, Duration lag) {
        EntityTypes types =
                EntityTypes.of(Map.of("a", new Settings().historyWindow(window).make()));

        assertThat(types.all()).extracting(EntityType::maxCompactionLag).containsExactly(lag);
    }

    @Test
    void shouldOrderTheTypesByName() {
        Map<String, TypeSettings> settings = new LinkedHashMap<>();
        settings.put("zebra", TypeSettings.defaults());
        settings.put("ant", TypeSettings.defaults());
        settings.put("mule", TypeSettings.defaults());

        EntityTypes types = EntityTypes.of(settings);

        assertThat(types.names()).isEqualTo("ant, mule, zebra");
        assertThat(types.all()).extracting(EntityType::name).containsExactly("ant", "mule", "zebra");
    }

    @Test
    void shouldNotFindATypeThatIsNotConfigured() {
        EntityTypes types = EntityTypes.of(Map.of("device", TypeSettings.defaults()));

        assertThat(types.find("driver")).isEmpty();
    }

    @Test
    void shouldRefuseAnEmptyConfiguration() {
        assertRefused(Map.of(), "lastword.types names no entity type; see types.yml");
    }

    @Test
    void shouldRefuseASharedTopic() {
        Map<String, TypeSettings> settings = new LinkedHashMap<>();
        settings.put("device", TypeSettings.defaults());
        settings.put("driver", new Settings().topic("state.device").make());

        assertRefused(
                settings,
                "lastword.types: 'device' and 'driver' share the topic 'state.device'; each type needs its own");
    }

    @Test
    void shouldReportEveryMistakeAtOnce() {
        Map<String, TypeSettings> settings = new LinkedHashMap<>();
        settings.put(
                "a",
                new TypeSettings(
                        "no topic",
                        0,
                        0,
                        2,
                        Duration.ofHours(-1),
                        Duration.ZERO,
                        Duration.ZERO,
                        1L,
                        1,
                        1001,
                        null,
                        null,
                        Map.of("it ended", EventEffect.ENDS),
                        null,
                        false,
                        null));
        settings.put("B!", new Settings().topic("b").make());
        settings.put("c", new Settings().topic("b").make());

        assertRefused(
                settings,
                "lastword.types.a.replication is 0; it must be 1 to 32767",
                "lastword.types.a.history-window is PT-1H; it must be 0ms to 36500d",
                "lastword.types.a.partitions is 0; it must be 1 to 256",
                "lastword.types.a.max-compaction-lag is PT0S; it must be 1ms to 36500d",
                "lastword.types.a.tombstone-retention is PT0S; it must be 1ms to 36500d",
                "lastword.types.a.max-state-bytes is 1; it must be 2 to 1000000",
                "lastword.types.a.max-state-depth is 1001; it must be 1 to 1000",
                "lastword.types.a.events has 'it ended', which is not " + Events.RULE,
                "lastword.types.a.events declares no event that creates or changes, so that nothing could be written",
                "lastword.types.a.allow-incompatible-schema is there without a schema",
                "lastword.types.a.topic 'no topic' is not a Kafka topic name",
                "lastword.types.a.min-insync-replicas is 2; it must be 1 to the replication",
                "lastword.types.a.segment-bytes is 1; it must be 1048576 to 2147483647",
                "lastword.types: 'B!' is not a type name; use [a-z][a-z0-9-]{0,62}",
                "lastword.types: 'B!' and 'c' share the topic 'b'; each type needs its own");
    }

    @Test
    void shouldRefuseACompactionLagBelowTheHistoryWindow() {
        TypeSettings settings = new Settings()
                .historyWindow(Duration.ofHours(2))
                .maxCompactionLag(Duration.ofHours(1))
                .make();

        assertRefused(Map.of("a", settings), "lastword.types.a.max-compaction-lag is shorter than the history-window");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a b", "a/b", "ä", "a\n"})
    void shouldRefuseWhatKafkaDoesNotTakeAsATopic(String topic) {
        assertRefused(
                Map.of("a", new Settings().topic(topic).make()),
                "lastword.types.a.topic '" + topic + "' is not a Kafka topic name");
    }

    @Test
    void shouldRefuseATopicNameThatIsTooLong() {
        String topic = "x".repeat(250);

        assertRefused(
                Map.of("a", new Settings().topic(topic).make()),
                "lastword.types.a.topic '" + topic + "' is not a Kafka topic name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Device", "1a", "-a", "a_b", "a.b", "ä", "a "})
    void shouldRefuseWhatIsNotATypeName(String name) {
        assertRefused(
                Map.of(name, new Settings().topic("t").make()),
                "lastword.types: '" + name + "' is not a type name; use [a-z][a-z0-9-]{0,62}");
    }

    @Test
    void shouldTakeTheLongestTypeName() {
        EntityTypes types = EntityTypes.of(Map.of("x".repeat(63), TypeSettings.defaults()));

        assertThat(types.find("x".repeat(63))).isPresent();
    }

    static Iterable<Object[]> absurdSettings() {
        return List.of(
                absurd("partitions", new Settings().partitions(Integer.MIN_VALUE)),
                absurd("partitions", new Settings().partitions(257)),
                absurd("partitions", new Settings().partitions(Integer.MAX_VALUE)),
                absurd("replication", new Settings().replication(Integer.MIN_VALUE)),
                absurd("replication", new Settings().replication(32768)),
                absurd("replication", new Settings().replication(Integer.MAX_VALUE)),
                absurd("min-insync-replicas", new Settings().minInsyncReplicas(Integer.MIN_VALUE)),
                absurd("min-insync-replicas", new Settings().minInsyncReplicas(Integer.MAX_VALUE)),
                absurd("history-window", new Settings().historyWindow(ENDLESS)),
                absurd("history-window", new Settings().historyWindow(FOREVER_AGO)),
                absurd("history-window", new Settings().historyWindow(Duration.ofNanos(-1))),
                absurd(
                        "history-window",
                        new Settings().historyWindow(Duration.ofDays(36_500).plusNanos(1))),
                absurd("max-compaction-lag", new Settings().maxCompactionLag(ENDLESS)),
                absurd("max-compaction-lag", new Settings().maxCompactionLag(Duration.ofMillis(Long.MAX_VALUE))),
                absurd("tombstone-retention", new Settings().tombstoneRetention(ENDLESS)),
                absurd("tombstone-retention", new Settings().tombstoneRetention(FOREVER_AGO)),
                absurd("tombstone-retention", new Settings().tombstoneRetention(Duration.ofNanos(999_999))),
                absurd("segment-bytes", new Settings().segmentBytes(Long.MIN_VALUE)),
                absurd("segment-bytes", new Settings().segmentBytes((1L << 20) - 1)),
                absurd("segment-bytes", new Settings().segmentBytes(1L << 31)),
                absurd("segment-bytes", new Settings().segmentBytes(Long.MAX_VALUE)),
                absurd("max-state-bytes", new Settings().maxStateBytes(Integer.MIN_VALUE)),
                absurd("max-state-bytes", new Settings().maxStateBytes(1_000_001)),
                absurd("max-state-bytes", new Settings().maxStateBytes(Integer.MAX_VALUE)),
                absurd("max-state-depth", new Settings().maxStateDepth(0)),
                absurd("max-state-depth", new Settings().maxStateDepth(Integer.MIN_VALUE)),
                absurd("max-state-depth", new Settings().maxStateDepth(1001)),
                absurd("max-state-depth", new Settings().maxStateDepth(Integer.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("absurdSettings")
    void shouldAnswerAnAbsurdValueWithOneMessage(String setting, Settings settings) {
        assertThatThrownBy(() -> EntityTypes.of(Map.of("a", settings.make())))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The entity types are not usable:\n - lastword.types.a." + setting + " is ")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(2));
    }

    private static void assertRefused(Map<String, TypeSettings> settings, String... mistakes) {
        assertThatThrownBy(() -> EntityTypes.of(settings))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("The entity types are not usable:\n - " + String.join("\n - ", mistakes));
    }

    private static Object[] absurd(String setting, Settings settings) {
        return new Object[] {setting, settings};
    }

    /** Settings of which a test names only what it is about. */
    private static final class Settings {

        private String topic;
        private Integer partitions;
        private Integer replication;
        private Integer minInsyncReplicas;
        private Duration historyWindow;
        private Duration maxCompactionLag;
        private Duration tombstoneRetention;
        private Long segmentBytes;
        private Integer maxStateBytes;
        private Integer maxStateDepth;
        private Map<String, IndexSettings> indexes;

        TypeSettings make() {
            return new TypeSettings(
                    topic,
                    partitions,
                    replication,
                    minInsyncReplicas,
                    historyWindow,
                    maxCompactionLag,
                    tombstoneRetention,
                    segmentBytes,
                    maxStateBytes,
                    maxStateDepth,
                    null,
                    indexes,
                    null,
                    null,
                    null,
                    null);
        }

        Settings indexes(Map<String, IndexSettings> value) {
            indexes = value;
            return this;
        }

        Settings topic(String value) {
            topic = value;
            return this;
        }

        Settings partitions(int value) {
            partitions = value;
            return this;
        }

        Settings replication(int value) {
            replication = value;
            return this;
        }

        Settings minInsyncReplicas(int value) {
            minInsyncReplicas = value;
            return this;
        }

        Settings historyWindow(Duration value) {
            historyWindow = value;
            return this;
        }

        Settings maxCompactionLag(Duration value) {
            maxCompactionLag = value;
            return this;
        }

        Settings tombstoneRetention(Duration value) {
            tombstoneRetention = value;
            return this;
        }

        Settings segmentBytes(long value) {
            segmentBytes = value;
            return this;
        }

        Settings maxStateBytes(int value) {
            maxStateBytes = value;
            return this;
        }

        Settings maxStateDepth(int value) {
            maxStateDepth = value;
            return this;
        }
    }
}
