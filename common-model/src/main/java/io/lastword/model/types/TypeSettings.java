package io.lastword.model.types;

import io.lastword.model.entity.Events;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code types.yml} says of one entity type; what it leaves out is null and gets its default.
 *
 * @param topic the one compacted topic of the type, default {@code state.<type>}
 * @param partitions 1 to {@value EntityType#MAX_PARTITIONS}, fixed for the topic's life, default 8
 * @param replication copies of the log, 1 to 32767, default 1
 * @param minInsyncReplicas copies that acknowledge a write, 1 to the replication, default one less than the
 *     replication, at least 1
 * @param historyWindow how long every change is kept ({@code min.compaction.lag.ms}), 0 to 100 years, default 1h
 * @param maxCompactionLag a superseded change goes at most this much later, given that something is written; 1 ms
 *     to 100 years, not below the history window, default twice that window, 1h if that is 0
 * @param tombstoneRetention longer than the longest outage of the consumer ({@code delete.retention.ms}), 1 ms to
 *     100 years, default 7d
 * @param segmentBytes size at which a segment of the log is closed, 1048576 to 2147483647; the open one is never
 *     compacted; default 134217728
 * @param maxStateBytes largest state, 2 to 1000000 bytes (413 {@code state-too-large}); changing it rebuilds the
 *     snapshots, which go on being served and folded as they began meanwhile; default 524288
 * @param maxStateDepth deepest nesting of a state, 1 to 1000 levels (400 {@code state-too-deep}); changing it
 *     rebuilds the snapshots; default 100
 * @param indexById whether entities can be listed in the order of their ids; if not, a list needs a condition on an
 *     index, else 400; default true
 * @param indexes at most {@value IndexSet#MAX_DECLARED} by name, at most one of them of coordinates; default none
 * @param events what each lifecycle event does, by its name; a name with other characters than lower-case letters,
 *     digits and dashes is written {@code "[Like_this]"}, and one that YAML takes for a truth value or a number in
 *     quotes ({@code "on"}, {@code "off"}, {@code "no"}), else the start ends with an error that names the line;
 *     default none, which allows every well-formed name
 * @param schema location ({@code classpath:} or {@code file:}) of a JSON Schema, 2020-12, without references to
 *     other documents; read by the producer; default none
 * @param allowIncompatibleSchema start although the schema is narrower than the one that is recorded for the topic;
 *     default false
 * @param acceptEnvelopes whether an object of exactly the members {@code schema} and {@code payload} is a state,
 *     and not the envelope of a connector, which is unreadable (400 {@code invalid-state}); changing it rebuilds
 *     the snapshots; default false
 */
public record TypeSettings(
        @Nullable String topic,
        @Nullable Integer partitions,
        @Nullable Integer replication,
        @Nullable Integer minInsyncReplicas,
        @Nullable Duration historyWindow,
        @Nullable Duration maxCompactionLag,
        @Nullable Duration tombstoneRetention,
        @Nullable Long segmentBytes,
        @Nullable Integer maxStateBytes,
        @Nullable Integer maxStateDepth,
        @Nullable Boolean indexById,
        @Nullable Map<String, IndexSettings> indexes,
        @Nullable Map<String, EventEffect> events,
        @Nullable String schema,
        @Nullable Boolean allowIncompatibleSchema,
        @Nullable Boolean acceptEnvelopes) {

    /** What Kafka's default message size holds, with room for key and headers. */
    private static final int KAFKA_MESSAGE_BYTES = 1_000_000;

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** A hundred years: longer than any log, and far from overflow in milliseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

    /** Settings that leave everything to the defaults. */
    public static TypeSettings defaults() {
        return new TypeSettings(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** Makes the type, adding every mistake found to {@code mistakes}; the result is of no use if there are any. */
    EntityType toType(String name, List<String> mistakes) {
        String at = "lastword.types." + name + ".";
        List<String> found = new ArrayList<>();
        if (!EntityType.isName(name)) {
            found.add("lastword.types: '" + name + "' is not a type name; use [a-z][a-z0-9-]{0,62}");
        }
        int replicas = between(1, Short.MAX_VALUE, at + "replication", orElse(replication, 1), found);
        Duration window =
                between(Duration.ZERO, at + "history-window", orElse(historyWindow, Duration.ofHours(1)), found);
        EntityType type = new EntityType(
                name,
                orElse(topic, "state." + name),
                between(1, EntityType.MAX_PARTITIONS, at + "partitions", orElse(partitions, 8), found),
                replicas,
                orElse(minInsyncReplicas, Math.max(1, replicas - 1)),
                window,
                between(
                        SHORTEST,
                        at + "max-compaction-lag",
                        orElse(maxCompactionLag, defaultCompactionLag(window)),
                        found),
                between(SHORTEST, at + "tombstone-retention", orElse(tombstoneRetention, Duration.ofDays(7)), found),
                orElse(segmentBytes, 128L << 20),
                new StateLimits(
                        between(
                                2,
                                KAFKA_MESSAGE_BYTES,
                                at + "max-state-bytes",
                                orElse(maxStateBytes, 512 << 10),
                                found),
                        between(1, 1000, at + "max-state-depth", orElse(maxStateDepth, 100), found),
                        orElse(acceptEnvelopes, false)),
                new IndexSet(orElse(indexById, true), declared(at, found)),
                lifecycle(at + "events", found),
                schemaSource(at, found));
        if (!TOPIC.matcher(type.topic()).matches()) {
            found.add(at + "topic '" + type.topic() + "' is not a Kafka topic name");
        }
        if (type.minInsyncReplicas() < 1 || type.minInsyncReplicas() > replicas) {
            found.add(at + "min-insync-replicas is " + type.minInsyncReplicas() + "; it must be 1 to the replication");
        }
        if (maxCompactionLag != null && type.maxCompactionLag().compareTo(window) < 0) {
            found.add(at + "max-compaction-lag is shorter than the history-window");
        }
        if (type.segmentBytes() < (1 << 20) || type.segmentBytes() > Integer.MAX_VALUE) {
            found.add(at + "segment-bytes is " + type.segmentBytes() + "; it must be 1048576 to 2147483647");
        }
        mistakes.addAll(found);
        return type;
    }

    private List<IndexDefinition> declared(String at, List<String> mistakes) {
        Map<String, IndexSettings> settings = orElse(indexes, Map.of());
        List<IndexDefinition> declared = new ArrayList<>();
        settings.forEach((index, value) -> {
            IndexDefinition definition = value.toDefinition(index, at + "indexes." + index, mistakes);
            if (definition != null) {
                declared.add(definition);
            }
        });
        if (settings.size() > IndexSet.MAX_DECLARED) {
            mistakes.add(at + "indexes has " + settings.size() + "; at most " + IndexSet.MAX_DECLARED + " are allowed");
        }
        if (declared.stream()
                        .filter(index -> index.kind() == IndexDefinition.Kind.GEO)
                        .count()
                > 1) {
            mistakes.add(at + "indexes has more than one of kind geo; only one is allowed");
        }
        return declared;
    }

    private Lifecycle lifecycle(String setting, List<String> mistakes) {
        if (events == null || events.isEmpty()) {
            return Lifecycle.UNDECLARED;
        }
        if (events.values().stream().anyMatch(Objects::isNull)) {
            mistakes.add(setting + " has an event without what it does; that is creates, changes or ends");
            return Lifecycle.UNDECLARED;
        }
        Lifecycle lifecycle = new Lifecycle(events);
        lifecycle.events().keySet().stream()
                .filter(name -> !Events.isWellFormed(name))
                .forEach(name -> mistakes.add(setting + " has '" + name + "', which is not " + Events.RULE));
        if (lifecycle.events().values().stream().allMatch(EventEffect.ENDS::equals)) {
            mistakes.add(setting + " declares no event that creates or changes, so that nothing could be written");
        }
        return lifecycle;
    }

    private @Nullable SchemaSource schemaSource(String at, List<String> mistakes) {
        if (schema == null) {
            if (allowIncompatibleSchema != null) {
                mistakes.add(at + "allow-incompatible-schema is there without a schema");
            }
            return null;
        }
        if (schema.isBlank()) {
            mistakes.add(at + "schema is blank; name a location, such as classpath:schemas/device.json");
        }
        return new SchemaSource(schema, orElse(allowIncompatibleSchema, false));
    }

    private static Duration defaultCompactionLag(Duration window) {
        if (window.toMillis() == 0) {
            return Duration.ofHours(1);
        }
        Duration twice = window.multipliedBy(2);
        return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }

    /** The value, or the nearest good one after noting the mistake, so that the search for others can go on. */
    private static int between(int least, int most, String setting, int value, List<String> mistakes) {
        if (value < least || value > most) {
            mistakes.add(setting + " is " + value + "; it must be " + least + " to " + most);
        }
        return Math.max(least, Math.min(most, value));
    }

    private static Duration between(Duration least, String setting, Duration value, List<String> mistakes) {
        if (value.compareTo(least) >= 0 && value.compareTo(LONGEST) <= 0) {
            return value;
        }
        mistakes.add(setting + " is " + value + "; it must be " + least.toMillis() + "ms to " + LONGEST.toDays() + "d");
        return value.compareTo(least) < 0 ? least : LONGEST;
    }

    private static <T> T orElse(@Nullable T value, T byDefault) {
        return value == null ? byDefault : value;
    }
}
