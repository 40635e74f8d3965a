package io.lastword.consumer.topic;

import io.lastword.consumer.topic.Times.Moment;
import io.lastword.model.limit.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumOptions;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster's metadata quorum how far its brokers know what it has decided. A broker that is cut off from the others
 * goes on answering as the leader that it was; it cannot answer this, since only the quorum's leader does. However many ask,
 * one question is under way. Thread-safe.
 */
public final class QuorumWitness {

    private static final Logger log = LoggerFactory.getLogger(QuorumWitness.class);

    private final Admin admin;
    private final Times times;
    private final Duration timeout;
    private final Duration keptFor;
    private CompletableFuture<Testimony> last = CompletableFuture.completedFuture(new Testimony.None("not asked yet"));
    private Deadline keptUntil;
    private volatile String unavailable = "";

    /**
     * @param timeout longest wait for an answer
     * @param keptFor how long an answer is given to others that ask
     */
    public QuorumWitness(Admin admin, Times times, Duration timeout, Duration keptFor) {
        this.admin = admin;
        this.times = times;
        this.timeout = timeout;
        this.keptFor = keptFor;
        this.keptUntil = times.in(Duration.ZERO);
    }

    /** Why the quorum can never be asked, so that brokers are believed; empty if it can. */
    public String unavailable() {
        return unavailable;
    }

    /** Never fails. */
    public synchronized CompletableFuture<Testimony> ask() {
        if (last.isDone() && keptUntil.isOver()) {
            keptUntil = times.in(keptFor);
            Moment asked = times.moment();
            last = admin.describeMetadataQuorum(new DescribeMetadataQuorumOptions().timeoutMs((int) timeout.toMillis()))
                    .quorumInfo()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .thenApply(quorum -> Testimony.Given.of(asked, quorum))
                    .exceptionally(QuorumWitness::failed)
                    .thenApply(this::noted);
        }
        return last;
    }

    private static Testimony failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ClusterAuthorizationException) {
            return new Testimony.Unavailable(
                    "the right Describe on the cluster is missing, so a broker that is cut off from"
                            + " the others together with this consumer is believed; grant it");
        }
        if (cause instanceof UnsupportedVersionException) {
            return new Testimony.Unavailable(
                    "the brokers cannot describe their metadata quorum, so one that is cut off from"
                            + " the others together with this consumer is believed");
        }
        return new Testimony.None("the metadata quorum did not answer: " + cause);
    }

    private Testimony noted(Testimony testimony) {
        String why = testimony instanceof Testimony.Unavailable never ? never.why() : "";
        if (!why.equals(unavailable)) {
            log.warn("the metadata quorum {}", why.isEmpty() ? "can be asked again" : "cannot be asked: " + why);
        }
        unavailable = why;
        return testimony;
    }
}
