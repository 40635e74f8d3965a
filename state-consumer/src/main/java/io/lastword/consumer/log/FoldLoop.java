package io.lastword.consumer.log;

import io.lastword.consumer.log.LogLookup.Observation;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoreUnavailableException;
import io.lastword.model.CatalogEntry;
import io.lastword.model.EntityType;
import io.lastword.model.Generation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds one entity type's log: polls, proves that what was polled is of the right log, and moves the store along. One
 * thread runs it; {@link #close} and {@link #status} may be called from any other.
 *
 * <p>Steps of one round are under way in the store while the next round is polled and decoded. Whatever goes wrong with
 * a partition, what was polled is dropped and the partition waits for a plan made from the stored position.
 */
public final class FoldLoop implements Runnable, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FoldLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final EntityType type;
    private final Consumer<byte[], byte[]> consumer;
    private final LogLookup lookup;
    private final SnapshotStore store;
    private final RecordReader reader;
    private final Recovery recovery;
    private final FoldMeters meters;
    private final FoldSettings settings;
    private final Clock clock;

    private final Map<Integer, OwnedPartition> owned = new TreeMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable CompletableFuture<Observation> observation;
    private Instant nextObservation = Instant.EPOCH;
    private Instant nextPlan = Instant.EPOCH;
    private volatile FoldStatus status;

    FoldLoop(
            EntityType type,
            Consumer<byte[], byte[]> consumer,
            LogLookup lookup,
            SnapshotStore store,
            RecordReader reader,
            Recovery recovery,
            FoldMeters meters,
            FoldSettings settings,
            Clock clock) {
        this.type = type;
        this.consumer = consumer;
        this.lookup = lookup;
        this.store = store;
        this.reader = reader;
        this.recovery = recovery;
        this.meters = meters;
        this.settings = settings;
        this.clock = clock;
        this.status = FoldStatus.starting(type.name());
    }

    /** How the partitions of this consumer stand, as of at most one round ago. */
    public FoldStatus status() {
        return status;
    }

    @Override
    public void run() {
        try {
            consumer.subscribe(List.of(type.topic()), new Assignment());
            while (stopping.getCount() > 0) {
                try {
                    round();
                } catch (WakeupException e) {
                    log.debug("woken up to stop");
                } catch (RuntimeException e) {
                    log.error("{}: a round failed; all its partitions are planned anew", type.name(), e);
                    owned.values().forEach(partition -> pause(partition, "a round failed: " + e));
                    pauseBetweenFailures();
                }
            }
            settle();
        } finally {
            consumer.close();
            status = FoldStatus.stopped(type.name());
            stopped.countDown();
        }
    }

    /** Stops after the present round and waits for that, at most the log timeout. */
    @Override
    public void close() {
        stopping.countDown();
        consumer.wakeup();
        try {
            if (!stopped.await(settings.logTimeout().toMillis() * 2, TimeUnit.MILLISECONDS)) {
                log.warn("{}: the fold loop did not stop in time", type.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        ConsumerRecords<byte[], byte[]> records = poll();
        plan();
        if (records.nextOffsets().isEmpty()) {
            settle();
        } else {
            fold(records);
        }
        observe();
        status = FoldStatus.of(type.name(), owned.values());
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (InvalidOffsetException e) {
            boolean truncated = e instanceof LogTruncationException;
            for (TopicPartition lost : e.partitions()) {
                OwnedPartition partition = owned.get(lost.partition());
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

    private void plan() {
        List<OwnedPartition> waiting = owned.values().stream()
                .filter(partition -> !partition.isFolding())
                .toList();
        if (waiting.isEmpty() || clock.instant().isBefore(nextPlan)) {
            return;
        }
        settle();
        try {
            recovery.plan(waiting, this::seek);
        } catch (LogUnavailableException | StoreUnavailableException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(waiting.get(waiting.size() - 1).waitingFor())) {
                log.warn("{}: {} partition(s) wait for a plan: {}", type.name(), waiting.size(), why);
            }
            waiting.stream().filter(partition -> !partition.isFolding()).forEach(partition -> partition.awaitPlan(why));
        }
        nextPlan = clock.instant().plus(settings.planRetry());
    }

    private void seek(OwnedPartition partition, Generation generation) {
        TopicPartition tp = new TopicPartition(type.topic(), partition.number());
        int epoch = generation.position().leaderEpoch();
        consumer.seek(
                tp,
                new OffsetAndMetadata(
                        generation.position().offset(), epoch < 0 ? Optional.empty() : Optional.of(epoch), ""));
        consumer.resume(List.of(tp));
    }

    private void fold(ConsumerRecords<byte[], byte[]> records) {
        // Asked after the poll has returned: only then can the answer vouch for what the poll brought.
        CompletableFuture<TopicIdentity> asked = lookup.identity();
        Map<OwnedPartition, List<RecordReader.Batch>> work = new LinkedHashMap<>();
        records.nextOffsets().forEach((tp, next) -> {
            OwnedPartition partition = owned.get(tp.partition());
            Generation generation = partition == null ? null : partition.generation();
            if (partition != null
                    && generation != null
                    && next.offset() > generation.position().offset()) {
                work.put(partition, reader.read(partition.fold(generation), records.records(tp), next));
            }
        });
        settle();
        TopicIdentity topic;
        try {
            topic = lookup.await(asked);
        } catch (LogUnavailableException e) {
            work.keySet().forEach(partition -> pause(partition, String.valueOf(e.getMessage())));
            return;
        }
        work.forEach((partition, batches) -> {
            Generation generation = partition.generation();
            if (generation == null) {
                return;
            }
            long reached = batches.get(batches.size() - 1).nextOffset();
            if (!recovery.mayGoOn(partition, generation, topic, reached)) {
                pause(partition, "the log is not the one that was folded, or too much time has passed");
                return;
            }
            for (RecordReader.Batch batch : batches) {
                partition.submit(current(partition), batch);
                meters.folded(batch.delta());
            }
        });
    }

    /** Once per heartbeat: asks for the log's ends, and when they are known writes them beside the position. */
    private void observe() {
        if (observation == null && !clock.instant().isBefore(nextObservation)) {
            nextObservation = clock.instant().plus(settings.heartbeat());
            List<Integer> folding = owned.values().stream()
                    .filter(OwnedPartition::isFolding)
                    .map(OwnedPartition::number)
                    .toList();
            observation = folding.isEmpty() ? null : lookup.observe(folding);
        }
        if (observation != null && observation.isDone()) {
            CompletableFuture<Observation> answered = observation;
            observation = null;
            settle();
            try {
                heartbeat(lookup.await(answered));
            } catch (LogUnavailableException | StoreUnavailableException e) {
                log.warn("{}: no heartbeat: {}", type.name(), e.getMessage());
            }
        }
    }

    private void heartbeat(Observation observed) {
        boolean ofThisLog = false;
        for (OwnedPartition partition : owned.values()) {
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
            if (!recovery.mayGoOn(
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
        if (ofThisLog && owned.values().stream().anyMatch(OwnedPartition::isFolding)) {
            TopicIdentity topic = observed.topic();
            store.publish(type.name(), new CatalogEntry(topic.incarnation(), topic.partitions()));
            commitForLagTools();
        }
    }

    /** Waits for the steps under way. A partition with a step that was not applied waits for a plan. */
    private void settle() {
        for (OwnedPartition partition : owned.values()) {
            List<CompletableFuture<Boolean>> underWay = partition.takeUnderWay();
            if (underWay.isEmpty()) {
                continue;
            }
            String failure = failureOf(underWay);
            if (failure != null) {
                pause(partition, failure);
                continue;
            }
            Generation generation = partition.generation();
            if (generation != null
                    && !partition.isServed()
                    && generation.position().offset() >= generation.build().target()) {
                try {
                    recovery.serve(partition, generation);
                } catch (StoreUnavailableException e) {
                    pause(partition, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private @Nullable String failureOf(List<CompletableFuture<Boolean>> steps) {
        try {
            for (CompletableFuture<Boolean> step : steps) {
                if (!step.get(settings.storeTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                    meters.fenced();
                    return "fenced: the stored position is not the one that this consumer had";
                }
            }
            return null;
        } catch (ExecutionException | TimeoutException e) {
            return "the store did not answer: " + (e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private void pause(OwnedPartition partition, String why) {
        if (partition.isFolding()) {
            log.warn("{}/{}: {}; planning anew", type.name(), partition.number(), why);
        }
        partition.awaitPlan(why);
        TopicPartition tp = new TopicPartition(type.topic(), partition.number());
        if (consumer.assignment().contains(tp)) {
            consumer.pause(List.of(tp));
        }
    }

    private static Generation current(OwnedPartition partition) {
        Generation generation = partition.generation();
        if (generation == null) {
            throw new IllegalStateException("partition " + partition.number() + " is waiting for a plan");
        }
        return generation;
    }

    private void commitForLagTools() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        owned.values().forEach(partition -> {
            Generation generation = partition.generation();
            if (generation != null) {
                positions.put(
                        new TopicPartition(type.topic(), partition.number()),
                        new OffsetAndMetadata(generation.position().offset()));
            }
        });
        consumer.commitAsync(positions, (committed, failure) -> {
            if (failure != null) {
                log.debug("{}: positions were not committed for lag tools: {}", type.name(), failure.toString());
            }
        });
    }

    private void pauseBetweenFailures() {
        try {
            boolean stop = stopping.await(settings.planRetry().toMillis(), TimeUnit.MILLISECONDS);
            log.debug("going on after a failure: {}", !stop);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs on the loop's thread, inside poll: takes note and leaves the planning to the next round. */
    private final class Assignment implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition tp : partitions) {
                owned.put(tp.partition(), new OwnedPartition(type, tp.partition(), store));
                // Any valid position keeps a paused partition from asking for a committed one.
                consumer.seek(tp, 0);
            }
            consumer.pause(partitions);
            nextPlan = Instant.EPOCH;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            settle();
            partitions.forEach(tp -> owned.remove(tp.partition()));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            partitions.forEach(tp -> owned.remove(tp.partition()));
        }
    }
}
