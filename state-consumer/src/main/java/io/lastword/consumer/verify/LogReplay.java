package io.lastword.consumer.verify;

import io.lastword.consumer.fold.Fold;
import io.lastword.consumer.fold.Outcome;
import io.lastword.consumer.topic.LogUnavailableException;
import io.lastword.consumer.topic.RawRecords;
import io.lastword.model.entity.EntityId;
import io.lastword.model.json.FieldReader;
import io.lastword.model.record.LogRecord;
import io.lastword.model.record.RecordCodec;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.StoredEntityCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads one partition's log on its own, outside of every consumer group. For one thread. */
final class LogReplay implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final FoldDefinition definition;
    private final Fold fold;
    private final RecordCodec codec;
    private final Duration timeout;

    /**
     * @param consumer of no group, read_committed, and without an offset reset; closed with this
     * @param definition that the generation under verification was folded with
     * @param timeout longest wait without any progress
     */
    LogReplay(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            int partitions,
            FoldDefinition definition,
            Duration timeout) {
        this.consumer = consumer;
        this.partition = partition;
        this.definition = definition;
        this.fold = new Fold(partition.partition(), partitions, new FieldReader(definition));
        this.codec = new RecordCodec(definition.limits());
        this.timeout = timeout;
        consumer.assign(List.of(partition));
    }

    /**
     * Folds a slice of the log between two offsets.
     *
     * @return what the records leave: present and unreadable entities
     * @throws SliceTooLargeException if these are more than {@code maxKeys}
     * @throws ChangedMeanwhileException if the log no longer holds the first offset
     * @throws LogUnavailableException if the broker did not answer
     */
    Map<EntityId, Entry> fold(Slice slice, long from, long to, int maxKeys) {
        Map<EntityId, Entry> entries = new HashMap<>();
        read(slice, from, to, records -> {
            List<LogRecord> decoded = records.stream()
                    .map(record -> codec.decode(RawRecords.of(record)))
                    .toList();
            fold.reduce(decoded).outcomes().forEach((id, outcome) -> {
                Entry entry = entry(id, outcome);
                if (entry == null) {
                    entries.remove(id);
                } else {
                    entries.put(id, entry);
                }
            });
            if (entries.size() > maxKeys) {
                throw new SliceTooLargeException(slice, maxKeys);
            }
        });
        return entries;
    }

    /** Which of these entities have a record between two offsets; throws what {@link #fold} throws. */
    Set<EntityId> changed(Slice slice, long from, long to, Set<EntityId> ids) {
        Set<EntityId> changed = new HashSet<>();
        read(
                slice,
                from,
                to,
                records -> records.forEach(record ->
                        EntityId.fromKey(record.key()).filter(ids::contains).ifPresent(changed::add)));
        return changed;
    }

    private @Nullable Entry entry(EntityId id, Outcome outcome) {
        if (outcome instanceof Outcome.Present present) {
            return Entry.snapshot(
                    present.snapshot().revision(),
                    StoredEntityCodec.encode(present.snapshot(), present.indexed()),
                    Place.of(definition.indexes(), id.toKey(), fold.partitions(), present.indexed()));
        }
        return outcome instanceof Outcome.Unreadable unreadable
                ? Entry.unreadable(unreadable.entity().revision())
                : null;
    }

    private void read(Slice slice, long from, long to, Consumer<List<ConsumerRecord<byte[], byte[]>>> records) {
        try {
            consumer.seek(partition, from);
            long reached = from;
            long stuckAt = System.nanoTime() + timeout.toNanos();
            while (reached < to) {
                List<ConsumerRecord<byte[], byte[]>> ofSlice = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                    byte[] key = record.key();
                    if (record.offset() < to && key != null && slice.holds(key, fold.partitions())) {
                        ofSlice.add(record);
                    }
                }
                records.accept(ofSlice);
                long position = consumer.position(partition, timeout);
                if (position > reached) {
                    stuckAt = System.nanoTime() + timeout.toNanos();
                } else if (System.nanoTime() > stuckAt) {
                    throw new LogUnavailableException(
                            partition + ": nothing was read beyond offset " + reached + " within " + timeout, null);
                }
                reached = position;
            }
        } catch (InvalidOffsetException e) {
            throw new ChangedMeanwhileException("the log does not hold what it held a moment ago: " + e.getMessage());
        } catch (KafkaException e) {
            throw new LogUnavailableException(partition + ": " + e, e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
