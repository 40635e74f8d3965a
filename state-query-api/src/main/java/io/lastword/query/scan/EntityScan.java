package io.lastword.query.scan;

import io.lastword.kit.redis.Replies;
import io.lastword.kit.redis.Script;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lastword.query.snapshot.ServedReads;
import io.lastword.query.snapshot.StoredTimes;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all entities of a partition in steps of a bounded number of bytes, whatever generation is served.
 * Thread-safe.
 */
public final class EntityScan {

    /** Parts of a partition: its buckets, and the unreadable entities as one more. */
    public static final int PARTS = Layout.BUCKETS + 1;

    /** Most bytes of what a step finds, if it finds more than one entity. */
    public static final int STEP_BYTES = 256 << 10;

    private static final Script SCAN = Script.load(EntityScan.class, "scan.lua");
    /** So many are looked at in a step. */
    private static final String STRIDE = "50";

    private static final String END = "0";
    /** What a script answers before the entities: whether it began anew, and the next cursor. */
    private static final int HEADER = 2;

    private final ServedReads served;
    private final Layout layout;

    /** @param redis gives the shared connection, which gives up on an answer in time; may throw where there is no server */
    public EntityScan(
            Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis,
            Layout layout,
            Duration patience,
            StoredTimes times) {
        this.served = new ServedReads(redis, layout, patience, times);
        this.layout = layout;
    }

    /**
     * Where to read on in a part.
     *
     * @param generation that the cursor is of; another one is read from the beginning of the part
     * @param due entities that were too large for the step that found them
     */
    public record Place(String generation, String cursor, List<EntityId> due) {

        /** The beginning of a part. */
        public static final Place BEGINNING = new Place("", END, List.of());

        public Place {
            due = List.copyOf(due);
        }
    }

    /**
     * What a step has found.
     *
     * @param next where to read on; null at the end of the part
     */
    public record Step(
            Map<EntityId, StoredEntity> entities, @Nullable Place next) {}

    /**
     * Takes a step while the fold goes on: an entity that is there all the time is found, perhaps more than once, one that
     * comes, goes or changes meanwhile perhaps, as it was at some moment. Every generation has the same entities in the
     * same part.
     *
     * @param part 0 to {@link #PARTS} - 1
     * @param from where to read on
     * @param incarnation the log that the partition must be served of
     * @param offset position that the partition must have reached
     * @return null if no such generation is served now
     * @throws StoreUnavailableException if the store did not answer
     */
    public @Nullable Step step(PartitionKey key, int part, Place from, Incarnation incarnation, long offset) {
        ServedReads.Answer answer = Replies.await(() ->
                served.run(SCAN, key, generation -> new byte[][] {hash(key, part, generation)}, args(from)));
        if (answer == null
                || !answer.status().incarnation().equals(incarnation)
                || answer.status().offset() < offset) {
            return null;
        }
        List<Object> values = answer.values();
        boolean begunAnew = (long) values.get(0) == 1;
        List<EntityId> due = new ArrayList<>();
        if (!begunAnew && !from.due.isEmpty()) {
            due.addAll(from.due.subList(1, from.due.size()));
        }
        Map<EntityId, StoredEntity> found = new LinkedHashMap<>();
        for (int i = HEADER; i < values.size(); i += 2) {
            EntityId id = EntityId.fromKey((byte[]) values.get(i)).orElse(null);
            if (id != null && values.get(i + 1) instanceof byte[] value) {
                found.put(id, decode(part, id, value));
            } else if (id != null) {
                due.add(id);
            }
        }
        String cursor = text((byte[]) values.get(1));
        boolean ended = cursor.equals(END) && due.isEmpty();
        return new Step(found, ended ? null : new Place(answer.status().generation(), cursor, due));
    }

    private static StoredEntity decode(int part, EntityId id, byte[] value) {
        return part == Layout.BUCKETS
                ? new StoredEntity.Unreadable(StoredEntityCodec.decodeUnreadable(id, value))
                : new StoredEntity.Present(StoredEntityCodec.decodeSnapshot(id, value));
    }

    /** An entity that is due is read alone; at the end of the cursor there may be such entities only. */
    private static byte[][] args(Place from) {
        List<byte[]> args = new ArrayList<>(
                List.of(utf8(from.generation), utf8(from.cursor), utf8(STRIDE), utf8(Integer.toString(STEP_BYTES))));
        if (!from.due.isEmpty()) {
            args.add(from.due.get(0).toKey());
        }
        return args.toArray(byte[][]::new);
    }

    private byte[] hash(PartitionKey key, int part, String generation) {
        return part == Layout.BUCKETS
                ? layout.unreadable(key.type(), key.partition(), generation)
                : layout.bucket(key.type(), key.partition(), generation, part);
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
