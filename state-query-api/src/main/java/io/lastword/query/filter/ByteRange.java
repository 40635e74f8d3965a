package io.lastword.query.filter;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of byte strings in their unsigned order; shared, not copied: nobody changes the bounds.
 *
 * @param from the first that is in it
 * @param to the first behind it, or null if it has no end
 */
public record ByteRange(byte[] from, byte @Nullable [] to) {

    public static final ByteRange ALL = new ByteRange(new byte[0], null);

    /** What begins with these bytes. */
    public static ByteRange startingWith(byte[] prefix) {
        return new ByteRange(prefix, behind(prefix));
    }

    /** What begins with neither these bytes nor smaller ones. */
    public static ByteRange behindAll(byte[] prefix) {
        byte[] from = behind(prefix);
        return from == null ? new ByteRange(prefix, prefix) : new ByteRange(from, null);
    }

    /** What is in both. */
    public ByteRange and(ByteRange other) {
        byte[] later = Arrays.compareUnsigned(from, other.from) >= 0 ? from : other.from;
        return new ByteRange(later, earlier(to, other.to));
    }

    public boolean contains(byte[] bytes) {
        return Arrays.compareUnsigned(bytes, from) >= 0 && (to == null || Arrays.compareUnsigned(bytes, to) < 0);
    }

    public boolean isEmpty() {
        return to != null && Arrays.compareUnsigned(from, to) >= 0;
    }

    /** The first that is greater than all that begin with these bytes; null if there is none. */
    private static byte @Nullable [] behind(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == (byte) 0xFF) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        byte[] behind = Arrays.copyOf(prefix, length);
        behind[length - 1]++;
        return behind;
    }

    private static byte @Nullable [] earlier(byte @Nullable [] one, byte @Nullable [] other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Arrays.compareUnsigned(one, other) <= 0 ? one : other;
    }
}
