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
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies snapshots against the log; the caller waits. Thread-safe. */
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

    /** Told by a verification how far it is, in its thread. */
    public interface Listener {

        /** So many partitions will be verified, and can be. */
        void begun(int partitions);

        /** So many entities of the partition under way were compared; fewer than before where that begins anew. */
        void checked(long entities);

        /** A partition was verified to the end. */
        void verified(Verdict verdict);
    }

    /**
     * Verifies one partition, or all. The fold is not disturbed; changes that arrive meanwhile are no faults.
     *
     * @param partition null for all
     * @throws ProblemException if there is no such partition, or one of them cannot be verified now
     * @throws LogUnavailableException if the broker did not answer
     * @throws io.lastword.kit.redis.StoreUnavailableException if the store did not answer
     */
    public void verify(EntityType type, @Nullable Integer partition, Listener listener) {
        LogLookup lookup = new LogLookup(admin, type.topic(), times, settings.logTimeout());
        int partitions = lookup.await(lookup.identity()).partitions();
        List<PartitionVerifier> verifiers = partitions(type, partition, partitions)
                .mapToObj(number -> verifier(type, number, lookup))
                .toList();
        verifiers.forEach(PartitionVerifier::requireServed);
        listener.begun(verifiers.size());
        verifiers.forEach(verifier -> listener.verified(verify(type, verifier, listener)));
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

    private Verdict verify(EntityType type, PartitionVerifier verifier, Listener listener) {
        int number = verifier.number();
        String change = "";
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                return logged(type, verifier.verify(listener::checked));
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
