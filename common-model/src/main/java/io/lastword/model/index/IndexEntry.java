package io.lastword.model.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * One entity in one index, as a member of a sorted set whose order is that of the bytes: by value, then by id.
 *
 * <pre>
 * value ({@link IndexValue#encode}; nothing in the index of ids)   id (UTF-8)   bytes of the id (2)   bucket of its snapshot (1)
 * </pre>
 *
 * @param value encoded
 * @param id the record key
 * @param bucket 0 to {@code Layout.BUCKETS} - 1
 */
public record IndexEntry(byte[] value, byte[] id, int bucket) {

    private static final int TRAILER_BYTES = 3;

    /** The member of the sorted set. */
    public byte[] encode() {
        return ByteBuffer.allocate(value.length + id.length + TRAILER_BYTES)
                .put(value)
                .put(id)
                .putShort((short) id.length)
                .put((byte) bucket)
                .array();
    }

    /** @throws IllegalArgumentException if these bytes are not those of an entry */
    public static IndexEntry decode(byte[] member) {
        return parse(member)
                .orElseThrow(() -> new IllegalArgumentException(member.length + " bytes are no index entry"));
    }

    /** Reads an entry; empty if these bytes are not those of one. */
    public static Optional<IndexEntry> parse(byte[] member) {
        int end = member.length - TRAILER_BYTES;
        int valueBytes =
                end < 0 ? -1 : end - Short.toUnsignedInt(ByteBuffer.wrap(member).getShort(end));
        return valueBytes < 0
                ? Optional.empty()
                : Optional.of(new IndexEntry(
                        Arrays.copyOf(member, valueBytes),
                        Arrays.copyOfRange(member, valueBytes, end),
                        Byte.toUnsignedInt(member[member.length - 1])));
    }
}
