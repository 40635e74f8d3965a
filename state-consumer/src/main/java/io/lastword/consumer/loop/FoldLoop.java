package io.lastword.consumer.loop;

import io.lastword.consumer.reading.FoldMeters;
import io.lastword.consumer.reading.FoldSettings;
import io.lastword.consumer.reading.FoldStatus;
import io.lastword.consumer.reading.Lane;
import io.lastword.consumer.reading.OwnedPartition;
import io.lastword.consumer.recovery.Builds;
import io.lastword.consumer.recovery.Recovery;
import io.lastword.consumer.snapshot.HistoryWindowStore;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.LogLookup.Observation;
import io.lastword.consumer.topic.LogRefusedException;
import io.lastword.consumer.topic.LogUnavailableException;
import io.lastword.consumer.topic.Times;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.limit.Deadline;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds one entity type's log. A round reads the live lane, plans for partitions that wait, gives the builds beside
 * served generations their turn, and once per heartbeat looks at the log's ends and settings. One thread runs it;
 * {@link #close} and {@link #status} may be called from any other.
 */
public final class FoldLoop implements Runnable, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FoldLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final double MILLIS_PER_SECOND = 1_000;

    private final EntityType type;
    private final Lane live;
    private final Builds builds;
    private final LogLookup lookup;
    private final SnapshotStore store;
    private final HistoryWindowStore windows;
    private final Recovery recovery;
    private final FoldMeters meters;
    private final IndexMeters indexMeters;
    private final StoreInspection inspection;
    private final FoldSettings settings;
    private final Times times;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable CompletableFuture<Observation> observation;
    private Deadline nextObservation;
    private Deadline nextPlan;
    private Deadline nextShow;
    private volatile FoldStatus status;

    FoldLoop(
            EntityType type,
            Lane live,
            Builds builds,
            LogLookup lookup,
            SnapshotStore store,
            HistoryWindowStore windows,
            Recovery recovery,
            FoldMeters meters,
            IndexMeters indexMeters,
            FoldSettings settings,
            Times times) {
        this.type = type;
        this.live = live;
        this.builds = builds;
        this.lookup = lookup;
        this.store = store;
        this.windows = windows;
        this.recovery = recovery;
        this.meters = meters;
        this.indexMeters = indexMeters;
        this.inspection = new StoreInspection(type.name(), store);
        this.settings = settings;
        this.times = times;
        this.nextObservation = times.in(Duration.ZERO);
        this.nextPlan = times.in(Duration.ZERO);
        this.nextShow = times.in(Duration.ZERO);
        this.status = FoldStatus.starting(type.name());
        meters.showProgress(this::secondsWithoutProgress);
    }

    /** How the partitions of this consumer stand, as of at most one round ago. */
    public FoldStatus status() {
        return status;
    }

    /** How long the partition that has stood still for the longest has done so; NaN if there is none. */
    private double secondsWithoutProgress() {
        return status.stands().stream()
                .mapToDouble(stand -> times.elapsed(stand.since()).toMillis() / MILLIS_PER_SECOND)
                .max()
                .orElse(Double.NaN);
    }

    @Override
    public void run() {
        try {
            live.consumer().subscribe(List.of(type.topic()), new Assignment());
            while (stopping.getCount() > 0) {
                try {
                    round();
                } catch (WakeupException e) {
                    log.debug("woken up to stop");
                } catch (FencedInstanceIdException e) {
                    log.error(
                            "{}: another consumer runs with the instance-id of this one; give each its own",
                            type.name());
                    throw e;
                } catch (RuntimeException e) {
                    log.error("{}: a round failed; all its partitions are planned anew", type.name(), e);
                    live.partitions().forEach(partition -> live.pause(partition, "a round failed: " + e));
                    // Their readers may be further on than they are.
                    builds.pauseAll();
                    status = FoldStatus.of(type.name(), live.partitions(), builds);
                    show();
                    pauseBetweenFailures();
                }
            }
            live.settle();
        } finally {
            builds.close();
            live.close();
            status = FoldStatus.stopped(type.name());
            meters.report(status);
            stopped.countDown();
        }
    }

    /** Stops after the present round and waits for that, at most twice the log timeout. */
    @Override
    public void close() {
        stopping.countDown();
        live.consumer().wakeup();
        try {
            if (!stopped.await(settings.logTimeout().toMillis() * 2, TimeUnit.MILLISECONDS)) {
                log.warn("{}: the fold loop did not stop in time", type.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        Duration idle = builds.idle();
        ConsumerRecords<byte[], byte[]> records = live.poll(idle.compareTo(POLL) < 0 ? idle : POLL);
        live.partitions().forEach(OwnedPartition::dateAgain);
        builds.partitions().forEach(OwnedPartition::dateAgain);
        plan();
        live.fold(records);
        serveWhatIsBuilt();
        builds.round(live);
        observe();
        status = FoldStatus.of(type.name(), live.partitions(), builds);
        show();
    }

    private void plan() {
        List<OwnedPartition> waiting =
                live.partitions().stream().filter(OwnedPartition::isWaiting).toList();
        if (waiting.isEmpty() || !nextPlan.isOver()) {
            return;
        }
        live.settle();
        if (waiting.stream().anyMatch(OwnedPartition::isStoreFull)) {
            builds.giveMemoryBack(live);
        }
        try {
            recovery.plan(waiting, live);
        } catch (LogUnavailableException | StoreUnavailableException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(waiting.get(waiting.size() - 1).waitingFor())) {
                log.warn("{}: {} partition(s) wait for a plan: {}", type.name(), waiting.size(), why);
            }
            waiting.stream().filter(OwnedPartition::isWaiting).forEach(partition -> {
                if (e instanceof LogRefusedException) {
                    partition.refuse(why);
                } else {
                    partition.awaitPlan(why);
                }
            });
        }
        nextPlan = times.in(settings.planRetry());
    }

    /** Serves the generations of cold partitions once they have reached the end that the log had when they began. */
    private void serveWhatIsBuilt() {
        for (OwnedPartition partition : live.partitions()) {
            Generation generation = partition.generation();
            if (generation == null
                    || partition.isServed()
                    || generation.position().offset() < generation.build().target()) {
                continue;
            }
            if (!partition.isWhole()) {
                partition.progress().hinderedBy("it is built, and not known to be whole yet");
                continue;
            }
            // The store must be where it was judged to be whole, and not some steps before that.
            live.settle();
            if (!partition.isFolding()) {
                continue;
            }
            try {
                if (recovery.serve(partition, generation)) {
                    partition.becomeServed();
                } else {
                    partition.progress().hinderedBy("it is built, and may not be served yet");
                }
            } catch (StoreUnavailableException e) {
                live.pause(partition, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Once per heartbeat: asks for the log's ends, and when they are known writes them beside the position. */
    private void observe() {
        if (observation == null && nextObservation.isOver()) {
            nextObservation = times.in(settings.heartbeat());
            List<Integer> served = live.partitions().stream()
                    .filter(partition -> !partition.isWaiting())
                    .map(OwnedPartition::number)
                    .toList();
            live.partitions().forEach(OwnedPartition::asking);
            builds.partitions().forEach(OwnedPartition::asking);
            observation = served.isEmpty() ? null : lookup.observe(served);
        }
        if (observation != null && observation.isDone()) {
            CompletableFuture<Observation> answered = observation;
            observation = null;
            live.settle();
            try {
                heartbeat(lookup.await(answered));
            } catch (LogUnavailableException | StoreUnavailableException e) {
                String why = "no heartbeat: " + e.getMessage();
                log.warn("{}: {}", type.name(), why);
                live.partitions().forEach(partition -> partition.progress().hinderedBy(why));
            }
        }
    }

    /** Once per heartbeat, whatever the log and the store do. */
    private void show() {
        if (nextShow.isOver()) {
            nextShow = times.in(settings.heartbeat());
            meters.report(status);
            indexMeters.look(live.partitions());
            inspection.look(live);
        }
    }

    private void heartbeat(Observation observed) {
        boolean ofThisLog = live.heartbeat(observed);
        builds.heartbeat(observed);
        recovery.review(live, observed);
        if (ofThisLog && live.partitions().stream().anyMatch(OwnedPartition::isFolding)) {
            store.publish(
                    type.name(),
                    new CatalogEntry(
                            observed.topic().incarnation(), observed.topic().partitions()));
            live.commitForLagTools();
        }
        windows.add(type.name(), observed.lookAtWindow(times.now()));
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
                live.put(new OwnedPartition(type, tp.partition(), store, settings.leastWindow(), times));
                // Any valid position keeps a paused partition from asking for a committed one.
                live.consumer().seek(tp, 0);
            }
            live.consumer().pause(partitions);
            nextPlan = times.in(Duration.ZERO);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            live.settle();
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            for (TopicPartition tp : partitions) {
                live.remove(tp.partition());
                builds.stop(tp.partition());
            }
        }
    }
}
