package io.lastword.consumer.repair;

import io.lastword.consumer.verify.Verdict;
import io.lastword.consumer.verify.Verifier;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One verification: how far it is, and what came out. Thread-safe. */
public final class Verification implements Verifier.Listener {

    private final Request request;
    private final Instant startedAt;
    private final UnaryOperator<Verdict> repair;
    private final CompletableFuture<VerificationReport> end = new CompletableFuture<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private int partitions;
    private long underWay;
    private @Nullable Instant endedAt;
    private @Nullable Throwable failure;

    /**
     * What is asked for.
     *
     * @param partition null for all
     * @param repair whether partitions in which something is found are built anew
     */
    public record Request(EntityType type, @Nullable Integer partition, boolean repair) {}

    /** @param repair does what is asked for with a verdict, and answers the verdict with what was done */
    Verification(Request request, Instant startedAt, UnaryOperator<Verdict> repair) {
        this.request = request;
        this.startedAt = startedAt;
        this.repair = repair;
    }

    Request request() {
        return request;
    }

    @Override
    public synchronized void begun(int count) {
        partitions = count;
    }

    @Override
    public synchronized void checked(long entities) {
        underWay = entities;
    }

    @Override
    public void verified(Verdict verdict) {
        Verdict repaired = repair.apply(verdict);
        synchronized (this) {
            verdicts.add(repaired);
            underWay = 0;
        }
    }

    /** Notes how it ended; {@link #tell} is what others learn it by. */
    synchronized void end(@Nullable Throwable why, Instant now) {
        failure = why;
        endedAt = now;
    }

    /** Tells all who wait that it has ended. */
    void tell() {
        Throwable why = failure();
        if (why == null) {
            end.complete(report());
        } else {
            end.completeExceptionally(why);
        }
    }

    /** Has one be told of the end, at once if that is past: the report, or why there are not all verdicts. */
    public void whenEnded(BiConsumer<? super @Nullable VerificationReport, ? super @Nullable Throwable> then) {
        end.whenComplete(then);
    }

    /** Whether nothing was verified, since what was asked for does not exist. */
    synchronized boolean isRefused() {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.INVALID_PARAMETER;
    }

    private synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** How it stands now. */
    public synchronized VerificationReport report() {
        return new VerificationReport(
                endedAt == null
                        ? VerificationReport.State.RUNNING
                        : failure == null ? VerificationReport.State.DONE : VerificationReport.State.FAILED,
                request.partition(),
                request.repair(),
                startedAt,
                endedAt,
                failure == null ? null : String.valueOf(failure.getMessage()),
                new VerificationReport.Progress(
                        partitions,
                        verdicts.size(),
                        underWay + verdicts.stream().mapToLong(Verdict::checked).sum()),
                List.copyOf(verdicts));
    }
}
