package io.lastword.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of all keys in the store. Every key of one partition shares a hash tag and so a Redis Cluster slot.
 *
 * <pre>
 * &lt;prefix&gt;catalog                              hash    type -> {@link CatalogEntry}
 * &lt;prefix&gt;{device:3}                           hash    {@link PartitionFields}: which generation is served, which is being built
 * &lt;prefix&gt;{device:3}:generations               set     every generation that may still own keys
 * &lt;prefix&gt;{device:3}:&lt;generation&gt;              hash    {@link Generation}: position and progress
 * &lt;prefix&gt;{device:3}:&lt;generation&gt;:&lt;bucket&gt;     hash    id -> snapshot ({@link StoredEntityCodec})
 * &lt;prefix&gt;{device:3}:&lt;generation&gt;:unreadable   hash    id -> unreadable entity
 * &lt;prefix&gt;{device:3}:&lt;generation&gt;:misplaced    hash    id -> revision, of keys that belong in another partition
 * </pre>
 */
public record Layout(String prefix) {

    /** Changes with every change of a key name, a field or a stored format. */
    public static final int VERSION = 2;

    /** Hashes that share a partition's snapshots. */
    public static final int BUCKETS = 64;

    public static final String DEFAULT_PREFIX = "lastword:";

    private static final String THIS_VERSION = "layout=" + VERSION + ";buckets=" + BUCKETS + ";";
    private static final byte[] THIS_VERSION_BYTES = bytes(THIS_VERSION);
    private static final Pattern LIMITS = Pattern.compile(";max-state-bytes=(\\d{1,7});max-state-depth=(\\d{1,4})$");

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
        /** Why a generation is to be built that no consumer has begun yet: {@code requested}. */
        public static final String REBUILD_DUE = "rebuild-due";
        /** Why the served generation is no longer folded into: the reason of the build that will replace it. */
        public static final String FROZEN = "frozen";

        private PartitionFields() {}
    }

    public byte[] catalog() {
        return bytes(prefix + "catalog");
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

    public byte[] unreadable(String type, int partition, String generation) {
        return bytes(tag(type, partition) + ":" + generation + ":unreadable");
    }

    public byte[] misplaced(String type, int partition, String generation) {
        return bytes(tag(type, partition) + ":" + generation + ":misplaced");
    }

    /** How a log is folded, as text: what decides which store the fold of a log gives. */
    static String definition(StateLimits limits) {
        return THIS_VERSION + "max-state-bytes=" + limits.maxBytes() + ";max-state-depth=" + limits.maxDepth();
    }

    /**
     * The limits of a definition that this version of the layout can fold with, be it that of the configured type or
     * an earlier one; empty for a definition of another version.
     */
    public static Optional<StateLimits> limits(String definition) {
        Matcher limits = LIMITS.matcher(definition);
        if (!limits.find()) {
            return Optional.empty();
        }
        StateLimits parsed = new StateLimits(Integer.parseInt(limits.group(1)), Integer.parseInt(limits.group(2)));
        return definition(parsed).equals(definition) ? Optional.of(parsed) : Optional.empty();
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
