package io.lastword.model.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values by which one entity stands in the declared indexes of its type, as its snapshot carries them. Whoever
 * changes the snapshot finds there what has to leave the indexes.
 *
 * <pre>
 * for each declared index, in their order: bytes of the value (2)   value ({@link IndexValue#encode})
 * </pre>
 *
 * Of an index that the entity is not in, the value has no bytes; of an entity that is in none, there is nothing at all.
 */
public final class IndexedValues {

    /** Of an entity that is in no declared index. */
    public static final IndexedValues NONE = new IndexedValues(new byte[0]);

    private final byte[] encoded;

    private IndexedValues(byte[] encoded) {
        this.encoded = encoded;
    }

    /** @param values encoded, one for each declared index, null for an index that the entity is not in */
    public static IndexedValues of(List<byte @Nullable []> values) {
        int length = 0;
        boolean any = false;
        for (byte[] value : values) {
            any |= value != null;
            length += Short.BYTES + (value == null ? 0 : value.length);
        }
        if (!any) {
            return NONE;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (byte[] value : values) {
            bytes.putShort((short) (value == null ? 0 : value.length));
            if (value != null) {
                bytes.put(value);
            }
        }
        return new IndexedValues(bytes.array());
    }

    public static IndexedValues decode(byte[] encoded) {
        return encoded.length == 0 ? NONE : new IndexedValues(encoded);
    }

    public byte[] encode() {
        return encoded;
    }

    /** What {@link #of} was given, for so many declared indexes. */
    public List<byte @Nullable []> values(int declared) {
        List<byte @Nullable []> values = new ArrayList<>(declared);
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        for (int i = 0; i < declared; i++) {
            int length = bytes.hasRemaining() ? Short.toUnsignedInt(bytes.getShort()) : 0;
            byte[] value = new byte[length];
            bytes.get(value);
            values.add(length == 0 ? null : value);
        }
        return values;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IndexedValues values && Arrays.equals(encoded, values.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }
}
