package io.lastword.model.types;

import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexSet;
import io.lastword.model.store.FoldDefinition;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A named family of entities and the settings of its log.
 *
 * @param name matches {@code [a-z][a-z0-9-]{0,62}}
 * @param topic the one compacted topic that holds its changes
 * @param partitions 1 to {@value #MAX_PARTITIONS}, fixed for the topic's life
 * @param replication copies of each partition, at least 1
 * @param minInsyncReplicas copies that must have a write before it is acknowledged
 * @param historyWindow how long every change is kept ({@code min.compaction.lag.ms})
 * @param maxCompactionLag a superseded change is compacted away at most this much later, given that something is
 *     appended ({@code max.compaction.lag.ms})
 * @param tombstoneRetention how long a reader from offset 0 is promised every tombstone ({@code delete.retention.ms});
 *     must exceed the longest tolerated outage of the consumer
 * @param segmentBytes size at which a log segment is closed; the open one is never compacted
 * @param limits how large a state may be
 * @param indexes by what its entities can be listed and found
 * @param lifecycle which events there are and what they do
 * @param schema what a written state must satisfy beside the limits; null if anything will do
 */
public record EntityType(
        String name,
        String topic,
        int partitions,
        int replication,
        int minInsyncReplicas,
        Duration historyWindow,
        Duration maxCompactionLag,
        Duration tombstoneRetention,
        long segmentBytes,
        StateLimits limits,
        IndexSet indexes,
        Lifecycle lifecycle,
        @Nullable SchemaSource schema) {

    /** So many positions keep a token small enough for a URL. */
    public static final int MAX_PARTITIONS = 256;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** How the log is folded. */
    public FoldDefinition fold() {
        return new FoldDefinition(limits, indexes);
    }

    /** {@link #fold} as text. */
    public String definition() {
        return fold().text();
    }
}
