package io.lastword.query.currency;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.store.Generation;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead.Served;
import io.lastword.query.snapshot.PartitionStatus;
import io.lastword.query.snapshot.StatusReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Explains why nothing can be said yet, with the progress of the build that will change that. */
public final class NotReady {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final StatusReader statuses;

    public NotReady(StatusReader statuses) {
        this.statuses = statuses;
    }

    /** No consumer has said anything about the type. */
    ProblemException noCatalog(String type) {
        return new ProblemException(
                        ProblemType.NOT_READY,
                        "nothing is known yet about the log of '" + type
                                + "': no consumer has written to this store since it was last empty;"
                                + " retry, and if it lasts check that a state-consumer runs on this Redis")
                .with("reason", "store-empty")
                .retryAfter(RETRY);
    }

    /** The partition has no complete generation that this version can read. */
    public ProblemException cold(PartitionKey key) {
        PartitionStatus status = statuses.read(key);
        Generation building = status.building();
        String which = key.type() + "/" + key.partition();
        if (building == null) {
            boolean ofAnotherVersion = status.served() != null && !status.isReadable();
            return new ProblemException(
                            ProblemType.NOT_READY,
                            "the snapshots of partition " + which
                                    + (ofAnotherVersion
                                            ? " are of another version of the store's layout and no consumer has begun"
                                                    + " to build them anew; retry, and if it lasts check that the"
                                                    + " consumers and this service are of one version"
                                            : " are missing and no consumer has begun to build them; retry, and if it"
                                                    + " lasts check that a state-consumer runs"))
                    .with("partition", key.partition())
                    .with("reason", ofAnotherVersion ? "definition-changed" : "store-empty")
                    .retryAfter(RETRY);
        }
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("read", building.position().offset() - building.build().start());
        progress.put(
                "toRead",
                Math.max(0, building.build().target() - building.build().start()));
        return new ProblemException(
                        ProblemType.NOT_READY,
                        "the snapshots of partition " + which + " are being built ("
                                + building.build().reason() + "); retry")
                .with("partition", key.partition())
                .with("reason", building.build().reason())
                .with("progress", progress)
                .retryAfter(RETRY);
    }

    /** The partition is on a long way through a log that was compacted meanwhile. */
    public ProblemException catchingUp(PartitionKey key, Served served) {
        return new ProblemException(
                        ProblemType.NOT_READY,
                        "the snapshots of partition " + key.type() + "/" + key.partition() + " are catching up from so"
                                + " far behind that its log was compacted meanwhile, so at offset " + served.offset()
                                + " it is not known what is absent; retry")
                .with("partition", key.partition())
                .with("reason", "catching-up")
                .retryAfter(RETRY);
    }

    /** Another partition of the type is cold, so it cannot be ruled out that the key stands there, misplaced. */
    public ProblemException otherPartitionCold(String type) {
        return new ProblemException(
                        ProblemType.NOT_READY,
                        "a partition of '" + type + "' has no complete snapshots yet, so keys that were written to a"
                                + " wrong partition cannot be ruled out; retry")
                .with("reason", "misplaced-keys-unknown")
                .retryAfter(RETRY);
    }

    /** The partition's snapshots are of a time when this index was not declared, or was another one. */
    public ProblemException withoutIndex(PartitionKey key, String index) {
        return new ProblemException(
                        ProblemType.NOT_READY,
                        "the snapshots of partition " + key.type() + "/" + key.partition() + " have no index '" + index
                                + "' as it is declared now: they are built anew with it; retry, and if it lasts check"
                                + " that the consumer has the same types.yml")
                .with("partition", key.partition())
                .with("reason", "definition-changed")
                .retryAfter(RETRY);
    }

    /**
     * Keys of the type stand in partitions where they do not belong, and so outside of its snapshots.
     *
     * @param therefore what cannot be said of the answer
     */
    public ProblemException misplacedKeys(String type, String therefore) {
        return new ProblemException(
                        ProblemType.MISPLACED_KEYS,
                        "the log of '" + type + "' has keys in partitions where Kafka's default partitioner does not"
                                + " put them, so " + therefore + "; set the writers to murmur2 (librdkafka:"
                                + " partitioner=murmur2_random), write those entities again, and see GET /v1/types/"
                                + type + "/partitions")
                .with("reason", "misplaced-keys")
                .retryAfter(RETRY);
    }
}
