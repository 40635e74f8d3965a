package io.lastword.consumer.repair;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.topic.Times;
import io.lastword.consumer.verify.Verdict;
import io.lastword.consumer.verify.Verifier;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verifications of this consumer: one at a time, which goes on when nobody waits for it, and the last one of each type
 * to look up. Thread-safe.
 */
public final class Verifications implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Verifications.class);

    private final Verifier verifier;
    private final SnapshotStore store;
    private final Times times;
    private final Map<String, Verification> last = new HashMap<>();
    private final ExecutorService thread;
    private @Nullable Verification running;

    public Verifications(Verifier verifier, SnapshotStore store, Times times) {
        this.verifier = verifier;
        this.store = store;
        this.times = times;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "verify");
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Starts a verification, or joins the one that runs if that is what is asked for.
     *
     * @throws ProblemException {@code VERIFY_RUNNING} if another one runs
     */
    public synchronized Verification start(Verification.Request request) {
        if (running != null) {
            if (running.request().equals(request)) {
                return running;
            }
            throw new ProblemException(
                            ProblemType.VERIFY_RUNNING,
                            "this consumer is verifying already, and does so once at a time; retry when GET /v1/types/"
                                    + running.request().type().name()
                                    + "/verify says that it is done, or ask another consumer")
                    .retryAfter(Duration.ofSeconds(5));
        }
        Verification verification = new Verification(
                request, times.now(), verdict -> request.repair() ? repair(request, verdict) : verdict);
        running = verification;
        thread.execute(() -> run(verification));
        return verification;
    }

    /**
     * The verification of a type that runs, or else the last one that ran.
     *
     * @throws ProblemException {@code VERIFICATION_NOT_FOUND}
     */
    public synchronized Verification find(EntityType type) {
        Verification found = running != null && running.request().type().equals(type) ? running : last.get(type.name());
        if (found == null) {
            throw new ProblemException(
                    ProblemType.VERIFICATION_NOT_FOUND,
                    "this consumer has not verified '" + type.name()
                            + "' since it started; POST here to have it do so, or ask the one that did");
        }
        return found;
    }

    private void run(Verification verification) {
        Verification.Request request = verification.request();
        Throwable failure = null;
        try {
            verifier.verify(request.type(), request.partition(), verification);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        if (failure instanceof ProblemException) {
            log.info("{}: the verification came to no end: {}", request.type().name(), failure.getMessage());
        } else if (failure != null) {
            log.warn("{}: the verification failed", request.type().name(), failure);
        }
        verification.end(failure, times.now());
        synchronized (this) {
            running = null;
            if (!verification.isRefused()) {
                last.put(request.type().name(), verification);
            }
        }
        verification.tell();
    }

    private Verdict repair(Verification.Request request, Verdict verdict) {
        if (verdict.isClean()) {
            return verdict;
        }
        boolean begun = store.reportDamage(request.type().name(), verdict.partition(), verdict.generation());
        return verdict.with(begun ? Verdict.Repair.REBUILD : Verdict.Repair.REPLACED);
    }

    /** Ends the one that runs. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
