package io.lastword.consumer.verify;

import io.lastword.consumer.snapshot.SnapshotScan;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.LogUnavailableException;
import io.lastword.consumer.topic.Times;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies snapshots against the log, for one caller at a time; the caller waits. Thread-safe. */
public final class Verifier {

    private static final Logger log = LoggerFactory.getLogger(Verifier.class);

    /** So often a partition is verified anew before it is said that it does not hold still. */
    private static final int MAX_ATTEMPTS = 3;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Admin admin;
    private final SnapshotStore store;
    private final SnapshotScan scan;
    private final VerifySettings settings;
    private final Times times;
    private final Semaphore free = new Semaphore(1);

    /** @param consumers makes consumers of no group, read_committed, and without an offset reset */
    public Verifier(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Admin admin,
            SnapshotStore store,
            SnapshotScan scan,
            VerifySettings settings,
            Times times) {
        this.consumers = consumers;
        this.admin = admin;
        this.store = store;
        this.scan = scan;
        this.settings = settings;
        this.times = times;
    }

    /**
     * Verifies one partition, or all. The fold is not disturbed; changes that arrive meanwhile are no faults.
     *
     * @param partition null for all
     * @return one verdict per partition, each of which was verified to the end
     * @throws ProblemException if another verification is under way, there is no such partition, or one of them cannot
     *     be verified now
     * @throws LogUnavailableException if the broker did not answer
     * @throws io.lastword.kit.redis.StoreUnavailableException if the store did not answer
     */
    public List<Verdict> verify(EntityType type, @Nullable Integer partition) {
        if (!free.tryAcquire()) {
            throw new ProblemException(
                            ProblemType.VERIFY_RUNNING,
                            "this consumer is verifying already, and does so once at a time; retry when that is done,"
                                    + " or ask another consumer")
                    .retryAfter(Duration.ofSeconds(5));
        }
        try {
            LogLookup lookup = new LogLookup(admin, type.topic(), times, settings.logTimeout());
            int partitions = lookup.await(lookup.identity()).partitions();
            List<PartitionVerifier> verifiers = partitions(type, partition, partitions)
                    .mapToObj(number -> verifier(type, number, lookup))
                    .toList();
            verifiers.forEach(PartitionVerifier::requireServed);
            return verifiers.stream().map(verifier -> verify(type, verifier)).toList();
        } finally {
            free.release();
        }
    }

    private static IntStream partitions(EntityType type, @Nullable Integer partition, int partitions) {
        if (partition == null) {
            return IntStream.range(0, partitions);
        }
        if (partition < 0 || partition >= partitions) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "partition='" + partition + "': '" + type.name() + "' has the partitions 0 to " + (partitions - 1));
        }
        return IntStream.of(partition);
    }

    private PartitionVerifier verifier(EntityType type, int number, LogLookup lookup) {
        return new PartitionVerifier(
                new PartitionVerifier.Subject(type, number),
                partitions -> replay(type, number, partitions),
                lookup,
                new PartitionVerifier.Stored(store, scan),
                settings,
                times);
    }

    private Verdict verify(EntityType type, PartitionVerifier verifier) {
        int number = verifier.number();
        String change = "";
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                return logged(type, verifier.verify());
            } catch (ChangedMeanwhileException e) {
                change = String.valueOf(e.getMessage());
                log.info("{}/{}: verifying anew: {}", type.name(), number, change);
            }
        }
        throw new ProblemException(
                        ProblemType.VERIFY_INCONCLUSIVE,
                        "partition " + type.name() + "/" + number + " did not hold still in " + MAX_ATTEMPTS
                                + " attempts: " + change + "; retry when it is live")
                .with("partition", number)
                .with("reason", "changed-meanwhile")
                .retryAfter(Duration.ofSeconds(1));
    }

    private LogReplay replay(EntityType type, int number, int partitions) {
        return new LogReplay(
                consumers.get(),
                new TopicPartition(type.topic(), number),
                partitions,
                type.fold(),
                settings.logTimeout());
    }

    private static Verdict logged(EntityType type, Verdict verdict) {
        if (verdict.isClean()) {
            log.info(
                    "{}/{}: verified {} entities up to offset {}",
                    type.name(),
                    verdict.partition(),
                    verdict.checked(),
                    verdict.offset());
        } else {
            log.error(
                    "{}/{}: of {} entities at offset {}, {} are ghosts, {} missing, {} stale; of the indexes' entries {} are"
                            + " ghosts, {} missing",
                    type.name(),
                    verdict.partition(),
                    verdict.checked(),
                    verdict.offset(),
                    verdict.ghosts(),
                    verdict.missing(),
                    verdict.stale(),
                    verdict.ghostEntries(),
                    verdict.missingEntries());
        }
        return verdict;
    }
}
