package io.lastword.model.store;

import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The names of all keys in the store. Every key of one partition shares a hash tag and so a Redis Cluster slot.
 *
 * <pre>
 * &lt;prefix&gt;catalog                              hash    type -> {@link CatalogEntry}
 * &lt;prefix&gt;history-windows                      hash    type -> {@link HistoryWindow}
 * &lt;prefix&gt;{device:3}                           hash    {@link PartitionFields}: which generation is served, which is being built
 * &lt;prefix&gt;{device:3}:generations               set     every generation that may still own keys
 * &lt;prefix&gt;{device:3}:&lt;generation&gt;              hash    {@link Generation}: position and progress
 * &lt;prefix&gt;{device:3}:&lt;generation&gt;:&lt;bucket&gt;     hash    id -> snapshot ({@link StoredEntityCodec})
 * &lt;prefix&gt;{device:3}:&lt;generation&gt;:by-&lt;index&gt;:&lt;slot&gt;   sorted set of {@link IndexEntry}, all with score 0
 * &lt;prefix&gt;{device:3}:&lt;generation&gt;:unreadable   hash    id -> unreadable entity
 * &lt;prefix&gt;{device:3}:&lt;generation&gt;:misplaced    hash    id -> revision, of keys that belong in another partition
 * </pre>
 */
public record Layout(String prefix) {

    /** Changes with every change of a key name, a field or a stored format. */
    public static final int VERSION = 4;

    /** Hashes that share a partition's snapshots. */
    public static final int BUCKETS = 64;

    /** Sorted sets that share one index of a partition; a bucket's entries are in slot {@code bucket % INDEX_SLOTS}. */
    public static final int INDEX_SLOTS = 8;

    public static final String DEFAULT_PREFIX = "lastword:";

    /** What each {@link FoldDefinition#text} of this version begins with. */
    static final String THIS_VERSION = "layout=" + VERSION + ";buckets=" + BUCKETS + ";";

    private static final byte[] THIS_VERSION_BYTES = bytes(THIS_VERSION);

    public Layout {
        if (prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "the key prefix '" + prefix + "' has a brace, which would break the hash tag; remove it");
        }
    }

    /** The names of a partition record's fields. */
    public static final class PartitionFields {

        public static final String SERVED = "served";
        public static final String BUILDING = "building";
        /** Why a generation is to be built that no consumer has begun yet: {@code requested} or {@code store-damaged}. */
        public static final String REBUILD_DUE = "rebuild-due";
        /** Why a build was given up that is begun again later: {@code store-full}. */
        public static final String REBUILD_PUT_OFF = "rebuild-put-off";
        /** Why the served generation is no longer folded into: the reason of the build that will replace it. */
        public static final String FROZEN = "frozen";

        /**
         * When, in microseconds of the store's clock, positions began to count anew, since the log had lost its end; absent
         * where it never did. Each generation's record has the value as of its beginning.
         */
        public static final String POSITIONS_SINCE = "positions-since";

        private PartitionFields() {}
    }

    /** The names of a generation record's fields that say how many entries each of its keys has. */
    public static final class CountFields {

        public static final String UNREADABLE_ENTITIES = "unreadable-entities";
        public static final String MISPLACED_KEYS = "misplaced-keys";

        private CountFields() {}

        public static String bucket(int bucket) {
            return "bucket-" + bucket;
        }

        /** @param index 0 for that of ids, 1 for the first one that is declared */
        public static String index(int index, int slot) {
            return "index-" + index + "-" + slot;
        }
    }

    public byte[] catalog() {
        return bytes(prefix + "catalog");
    }

    public byte[] historyWindows() {
        return bytes(prefix + "history-windows");
    }

    public byte[] partition(String type, int partition) {
        return bytes(tag(type, partition));
    }

    public byte[] generations(String type, int partition) {
        return bytes(tag(type, partition) + ":generations");
    }

    public byte[] generation(String type, int partition, String generation) {
        return bytes(tag(type, partition) + ":" + generation);
    }

    public byte[] bucket(String type, int partition, String generation, int bucket) {
        return bytes(tag(type, partition) + ":" + generation + ":" + bucket);
    }

    /** @param index name of a declared index, or {@link IndexDefinition#ID} */
    public byte[] index(String type, int partition, String generation, String index, int slot) {
        return bytes(tag(type, partition) + ":" + generation + ":by-" + index + ":" + slot);
    }

    public byte[] unreadable(String type, int partition, String generation) {
        return bytes(tag(type, partition) + ":" + generation + ":unreadable");
    }

    public byte[] misplaced(String type, int partition, String generation) {
        return bytes(tag(type, partition) + ":" + generation + ":misplaced");
    }

    /** Whether what was folded with this definition is stored in a form that this version can read. */
    public static boolean isOfThisVersion(byte[] definition) {
        int length = THIS_VERSION_BYTES.length;
        return definition.length > length && Arrays.equals(definition, 0, length, THIS_VERSION_BYTES, 0, length);
    }

    private String tag(String type, int partition) {
        return prefix + "{" + type + ":" + partition + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
