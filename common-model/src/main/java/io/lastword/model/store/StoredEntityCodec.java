package io.lastword.model.store;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.index.IndexedValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The only mapping between folded entities and the bytes of their field in the store. The state is in it
 * unchanged.
 *
 * <pre>
 * snapshot:    bytes of indexed values (2)  indexed values ({@link IndexedValues})
 *              updatedAt in ms (8)  event length (1)  event (ASCII)  state  revision (8)
 * unreadable:  revision (8)  loggedAt in ms (8)  reason (UTF-8)
 * </pre>
 *
 * What differs most between like states, the end of the revision, is the end of the value: before Redis 7, scripts
 * sort long strings by every n-th byte, counted from the end, and slow down many times where those are the same.
 *
 * A change of this format is a new {@link Layout#VERSION}.
 */
public final class StoredEntityCodec {

    /** What {@link #revision} gives for a value that is neither form. */
    public static final long NO_REVISION = -1;

    private StoredEntityCodec() {}

    /** The revision in a stored snapshot, or {@link #NO_REVISION} if the value is too short to be one. */
    public static long snapshotRevision(byte[] stored) {
        return revisionAt(stored, stored.length - Long.BYTES);
    }

    /** The revision in a stored unreadable entity, or {@link #NO_REVISION} if the value is too short to be one. */
    public static long unreadableRevision(byte[] stored) {
        return revisionAt(stored, 0);
    }

    private static long revisionAt(byte[] stored, int index) {
        return stored.length < Long.BYTES * 2
                ? NO_REVISION
                : ByteBuffer.wrap(stored).getLong(index);
    }

    /** A snapshot of an entity that is in no declared index. */
    public static byte[] encode(Snapshot snapshot) {
        return encode(snapshot, IndexedValues.NONE);
    }

    public static byte[] encode(Snapshot snapshot, IndexedValues indexed) {
        byte[] values = indexed.encode();
        byte[] event = snapshot.event().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(
                        Short.BYTES + values.length + Long.BYTES * 2 + 1 + event.length + snapshot.state().length)
                .putShort((short) values.length)
                .put(values)
                .putLong(snapshot.updatedAt().toEpochMilli())
                .put((byte) event.length)
                .put(event)
                .put(snapshot.state())
                .putLong(snapshot.revision())
                .array();
    }

    public static Snapshot decodeSnapshot(EntityId id, byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        int values = Short.toUnsignedInt(bytes.getShort());
        bytes.position(Short.BYTES + values);
        Instant updatedAt = Instant.ofEpochMilli(bytes.getLong());
        byte[] event = new byte[Byte.toUnsignedInt(bytes.get())];
        bytes.get(event);
        byte[] state = new byte[bytes.remaining() - Long.BYTES];
        bytes.get(state);
        long revision = bytes.getLong();
        return new Snapshot(id, revision, new String(event, StandardCharsets.US_ASCII), updatedAt, state);
    }

    /** The values by which a stored snapshot says that its entity stands in the declared indexes. */
    public static IndexedValues decodeIndexed(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        byte[] values = new byte[Short.toUnsignedInt(bytes.getShort())];
        bytes.get(values);
        return IndexedValues.decode(values);
    }

    public static byte[] encode(UnreadableEntity entity) {
        byte[] reason = entity.reason().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES * 2 + reason.length)
                .putLong(entity.revision())
                .putLong(entity.loggedAt().toEpochMilli())
                .put(reason)
                .array();
    }

    public static UnreadableEntity decodeUnreadable(EntityId id, byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        long revision = bytes.getLong();
        Instant loggedAt = Instant.ofEpochMilli(bytes.getLong());
        return new UnreadableEntity(
                id, revision, loggedAt, StandardCharsets.UTF_8.decode(bytes).toString());
    }
}
