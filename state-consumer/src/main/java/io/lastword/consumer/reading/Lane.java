package io.lastword.consumer.reading;

import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.LogLookup.Observation;
import io.lastword.consumer.topic.LogUnavailableException;
import io.lastword.consumer.topic.TopicIdentity;
import io.lastword.kit.redis.StoreFullException;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of the log and its partitions, each folded into one generation: polls, proves that what was polled is of
 * the right log, and moves the store along. Loop thread only.
 *
 * <p>Steps of one round are under way in the store while the next round is polled, decoded and sent after them.
 * Whatever goes wrong with a partition, what was polled is dropped and the partition waits for a plan made from the
 * stored position.
 */
public final class Lane implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private final EntityType type;
    private final Consumer<byte[], byte[]> consumer;
    private final LogLookup lookup;
    private final Function<FoldDefinition, RecordReader> readers;
    private final BatchGuard guard;
    private final FoldMeters meters;
    private final FoldSettings settings;
    private final SortedMap<Integer, OwnedPartition> partitions = new TreeMap<>();

    public Lane(
            EntityType type,
            Consumer<byte[], byte[]> consumer,
            LogLookup lookup,
            Function<FoldDefinition, RecordReader> readers,
            BatchGuard guard,
            FoldMeters meters,
            FoldSettings settings) {
        this.type = type;
        this.consumer = consumer;
        this.lookup = lookup;
        this.readers = readers;
        this.guard = guard;
        this.meters = meters;
        this.settings = settings;
    }

    public Consumer<byte[], byte[]> consumer() {
        return consumer;
    }

    /** By number. */
    public Collection<OwnedPartition> partitions() {
        return Collections.unmodifiableCollection(partitions.values());
    }

    @Nullable
    public OwnedPartition find(int number) {
        return partitions.get(number);
    }

    /** Adds a partition, or puts another in the place of the one with its number. */
    public void put(OwnedPartition partition) {
        partitions.put(partition.number(), partition);
    }

    public void remove(int number) {
        partitions.remove(number);
    }

    /** Reads on at the position of the generation that the partition folds into. */
    public void readOn(OwnedPartition partition) {
        Generation generation = current(partition);
        int epoch = generation.position().leaderEpoch();
        consumer.seek(
                topicPartition(partition),
                new OffsetAndMetadata(
                        generation.position().offset(), epoch < 0 ? Optional.empty() : Optional.of(epoch), ""));
        consumer.resume(List.of(topicPartition(partition)));
    }

    /** Reads no further, while the partition stays where it is. */
    public void hold(OwnedPartition partition) {
        consumer.pause(List.of(topicPartition(partition)));
    }

    /** Ends a {@link #hold}. */
    public void release(OwnedPartition partition) {
        consumer.resume(List.of(topicPartition(partition)));
    }

    public ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
        try {
            return consumer.poll(atMost);
        } catch (InvalidOffsetException e) {
            boolean truncated = e instanceof LogTruncationException;
            for (TopicPartition lost : e.partitions()) {
                OwnedPartition partition = partitions.get(lost.partition());
                if (partition != null) {
                    pause(partition, String.valueOf(e.getMessage()));
                    if (truncated) {
                        partition.awaitPlanAfterTruncation("the log was truncated");
                    }
                }
            }
            return ConsumerRecords.empty();
        }
    }

    /**
     * Folds a round: what a poll brought and what the client has at hand behind it, up to the bounds of a round. As much
     * as makes a step is decoded and encoded before more is polled, while its few records are still in the processor's
     * cache. Without anything, waits for the steps under way.
     *
     * @return how many records the round had
     * @throws KafkaException if a poll fails; what the polls before it brought is folded
     */
    public int fold(ConsumerRecords<byte[], byte[]> polled) {
        if (polled.nextOffsets().isEmpty()) {
            settle();
            return 0;
        }
        Map<OwnedPartition, List<PreparedBatch>> work = new LinkedHashMap<>();
        FoldSettings.Rounds rounds = settings.rounds();
        Portion portion = new Portion();
        portion.add(polled);
        int records = polled.count();
        long bytes = portion.bytes();
        while (polled.count() >= rounds.pollRecords()
                && records + rounds.pollRecords() <= rounds.records()
                && bytes < rounds.bytes()) {
            if (portion.count() >= rounds.batchSize() || portion.bytes() >= rounds.stepBytes()) {
                read(portion, work);
            }
            long before = portion.bytes();
            try {
                polled = poll(Duration.ZERO);
            } catch (KafkaException e) {
                // What was read before it is good; without it the partitions beside a broken one would never get ahead.
                read(portion, work);
                submit(work, lookup.identity());
                throw e;
            }
            portion.add(polled);
            records += polled.count();
            bytes += portion.bytes() - before;
        }
        // Asked after the last poll has returned: only then can the answer vouch for what the polls brought.
        CompletableFuture<TopicIdentity> asked = lookup.identity();
        read(portion, work);
        submit(work, asked);
        return records;
    }

    private void read(Portion portion, Map<OwnedPartition, List<PreparedBatch>> work) {
        portion.forEach((tp, part) -> {
            OwnedPartition partition = partitions.get(tp.partition());
            Generation generation = partition == null ? null : partition.generation();
            if (partition != null
                    && generation != null
                    && part.next().offset() > reached(generation, work.getOrDefault(partition, List.of()))) {
                List<PreparedBatch> batches = work.computeIfAbsent(partition, first -> new ArrayList<>());
                RecordReader reader = readers.apply(partition.definition());
                for (RecordReader.Batch batch : reader.read(partition.fold(generation), part.records(), part.next())) {
                    batches.add(PreparedBatch.of(batch, generation.partitions()));
                }
            }
        });
        portion.clear();
    }

    private static long reached(Generation generation, List<PreparedBatch> batches) {
        return batches.isEmpty()
                ? generation.position().offset()
                : batches.get(batches.size() - 1).nextOffset();
    }

    private void submit(Map<OwnedPartition, List<PreparedBatch>> work, CompletableFuture<TopicIdentity> asked) {
        // A poll may have taken partitions away, or found that the log is not what it was.
        work.keySet().removeIf(partition -> partitions.get(partition.number()) != partition || !partition.isFolding());
        TopicIdentity topic;
        try {
            topic = lookup.await(asked);
        } catch (LogUnavailableException e) {
            work.keySet().forEach(partition -> pause(partition, String.valueOf(e.getMessage())));
            return;
        }
        Map<OwnedPartition, List<OwnedPartition.Sent>> ofTheRoundBefore = takeUnderWay();
        work.forEach((partition, batches) -> submit(partition, batches, topic));
        // Only now: the store has this round's steps to go on with while the next round is polled and decoded.
        settle(ofTheRoundBefore);
    }

    private void submit(OwnedPartition partition, List<PreparedBatch> batches, TopicIdentity topic) {
        Generation generation = current(partition);
        long reached = batches.get(batches.size() - 1).nextOffset();
        if (!guard.mayGoOn(partition, generation, topic, reached)) {
            pause(partition, "the log is not the one that was folded, or too much time has passed");
            return;
        }
        for (PreparedBatch batch : batches) {
            partition.submit(current(partition), batch);
            meters.folded(batch.contents());
        }
    }

    /**
     * Writes what was seen of the log beside the positions of the partitions that fold.
     *
     * @return whether any of them is of the log that was seen
     */
    public boolean heartbeat(Observation observed) {
        boolean ofThisLog = false;
        for (OwnedPartition partition : partitions.values()) {
            Generation generation = partition.generation();
            LogLookup.Ends ends = observed.ends().get(partition.number());
            if (generation == null || ends == null) {
                continue;
            }
            if (!generation.position().incarnation().equals(observed.topic().incarnation())) {
                pause(partition, "the topic was recreated");
                continue;
            }
            partition.observe(ends, observed);
            if (!guard.mayGoOn(
                    partition,
                    generation,
                    observed.topic(),
                    generation.position().offset())) {
                pause(partition, "the log or its settings have changed");
                continue;
            }
            partition.submitProgress(generation);
            ofThisLog = true;
        }
        settle();
        return ofThisLog;
    }

    /** Waits for all steps under way. A partition with a step that was not applied waits for a plan. */
    public void settle() {
        settle(takeUnderWay());
    }

    private Map<OwnedPartition, List<OwnedPartition.Sent>> takeUnderWay() {
        Map<OwnedPartition, List<OwnedPartition.Sent>> taken = new LinkedHashMap<>();
        partitions.values().forEach(partition -> taken.put(partition, partition.takeUnderWay()));
        return taken;
    }

    private void settle(Map<OwnedPartition, List<OwnedPartition.Sent>> steps) {
        steps.forEach((partition, underWay) -> {
            String failure = failureOf(partition, underWay);
            if (failure != null) {
                pause(partition, failure);
            }
        });
    }

    private @Nullable String failureOf(OwnedPartition partition, List<OwnedPartition.Sent> steps) {
        try {
            for (OwnedPartition.Sent step : steps) {
                if (!step.applied().get(settings.storeTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                    meters.fenced();
                    return "fenced: the stored position is not the one that this consumer had";
                }
                partition.applied(step);
            }
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreFullException full) {
                meters.storeFull();
                String why = String.valueOf(full.getMessage());
                pause(partition, why);
                partition.awaitMemory(why);
                return null;
            }
            return String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
        } catch (TimeoutException e) {
            return "Redis did not answer within " + settings.storeTimeout();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    public void pause(OwnedPartition partition, String why) {
        if (partition.isFolding()) {
            log.warn("{}/{}: {}; planning anew", type.name(), partition.number(), why);
        }
        partition.awaitPlan(why);
        TopicPartition tp = topicPartition(partition);
        if (consumer.assignment().contains(tp)) {
            consumer.pause(List.of(tp));
        }
    }

    /** Tells the group's lag tools where the partitions are; nobody else reads it. */
    public void commitForLagTools() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        partitions.values().forEach(partition -> {
            Generation generation = partition.generation();
            if (generation != null) {
                positions.put(
                        topicPartition(partition),
                        new OffsetAndMetadata(generation.position().offset()));
            }
        });
        consumer.commitAsync(positions, (committed, failure) -> {
            if (failure != null) {
                log.debug("{}: positions were not committed for lag tools: {}", type.name(), failure.toString());
            }
        });
    }

    private static Generation current(OwnedPartition partition) {
        Generation generation = partition.generation();
        if (generation == null) {
            throw new IllegalStateException("partition " + partition.number() + " folds into no generation");
        }
        return generation;
    }

    private TopicPartition topicPartition(OwnedPartition partition) {
        return new TopicPartition(type.topic(), partition.number());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
