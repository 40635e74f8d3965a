package io.lastword.producer.write;

import io.lastword.model.EntityType;
import io.lastword.model.Incarnation;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.model.Token;
import io.lastword.producer.log.Appended;
import io.lastword.producer.write.BulkResult.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the lines of one bulk write. Told by the thread that reads and by the log's I/O thread; thread-safe.
 * Its memory is bounded by the changes in flight and the rejections that an answer lists.
 */
final class BulkProgress {

    private final EntityType type;
    private final Incarnation incarnation;
    private final Set<Long> open = new HashSet<>();
    private final List<Long> unknown = new ArrayList<>();
    private final List<Long> notWritten = new ArrayList<>();
    private final List<Rejection> rejected = new ArrayList<>();
    private final Map<Integer, Appended> lastOfPartition = new TreeMap<>();
    private long accepted;
    private long rejectedCount;
    private @Nullable ProblemException failure;

    BulkProgress(EntityType type, Incarnation incarnation) {
        this.type = type;
        this.incarnation = incarnation;
    }

    synchronized void sent(long line) {
        open.add(line);
    }

    synchronized void accepted(long line, Appended appended) {
        decided(line);
        accepted++;
        if (appended.incarnation().equals(incarnation)) {
            lastOfPartition.merge(appended.partition(), appended, (a, b) -> a.revision() > b.revision() ? a : b);
        } else {
            fail(new ProblemException(
                    ProblemType.LOG_UNAVAILABLE,
                    "the topic '" + type.topic() + "' was deleted and created again meanwhile, so that lines accepted"
                            + " before are gone"));
        }
    }

    synchronized void rejected(long line, @Nullable String id, String reason) {
        decided(line);
        rejectedCount++;
        if (rejected.size() < BulkResult.MAX_REJECTIONS) {
            rejected.add(new Rejection(line, id, reason));
        }
    }

    synchronized void notWritten(long line, ProblemException problem) {
        decided(line);
        notWritten.add(line);
        fail(problem);
    }

    synchronized void unknown(long line, ProblemException problem) {
        decided(line);
        unknown.add(line);
        fail(problem);
    }

    /** Says whether nothing has failed yet but lines themselves. */
    synchronized boolean isGoingWell() {
        return failure == null;
    }

    /** Waits until every line sent is decided; one that is not in time counts as unknown. */
    synchronized void awaitDecisions(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!open.isEmpty()) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            wait(millis);
        }
        abandon("the log has not decided in time");
    }

    /** Counts the lines that are still in flight as unknown. */
    synchronized void abandon(String reason) {
        if (!open.isEmpty()) {
            unknown.addAll(open);
            open.clear();
            fail(new ProblemException(ProblemType.OUTCOME_UNKNOWN, reason));
        }
    }

    synchronized BulkResult result() {
        return new BulkResult(accepted, rejectedCount, rejected, token());
    }

    /** Why the log failed, with what became of each line; null if it did not. */
    synchronized @Nullable ProblemException interruption(@Nullable Long notReadFrom) {
        if (failure == null) {
            return null;
        }
        ProblemException problem = new ProblemException(
                        unknown.isEmpty() ? ProblemType.BULK_INTERRUPTED : ProblemType.OUTCOME_UNKNOWN,
                        "the bulk write stopped midway: " + failure.getMessage() + ". Send again what is listed as"
                                + " notWritten and everything from line notReadFrom on; what is listed as unknown too,"
                                + " unless a later write to the same id was made")
                .retryAfter(BulkWriter.RETRY_AFTER);
        return describe(problem, notReadFrom);
    }

    /** Adds what became of each line. */
    synchronized ProblemException describe(ProblemException problem, @Nullable Long notReadFrom) {
        problem.with("accepted", accepted)
                .with("rejectedCount", rejectedCount)
                .with("rejected", List.copyOf(rejected))
                .with("unknown", LineRanges.of(unknown))
                .with("notWritten", LineRanges.of(notWritten));
        if (notReadFrom != null) {
            problem.with("notReadFrom", notReadFrom);
        }
        String token = token();
        return token == null ? problem : problem.with("token", token);
    }

    private void decided(long line) {
        open.remove(line);
        notifyAll();
    }

    private void fail(ProblemException problem) {
        if (failure == null) {
            failure = problem;
        }
    }

    private @Nullable String token() {
        if (lastOfPartition.isEmpty()) {
            return null;
        }
        TreeMap<Integer, Long> positions = new TreeMap<>();
        Instant caughtUpAt = Instant.MAX;
        for (Appended last : lastOfPartition.values()) {
            positions.put(last.partition(), last.revision() + 1);
            caughtUpAt = last.sentAt().isBefore(caughtUpAt) ? last.sentAt() : caughtUpAt;
        }
        return new Token(type.name(), incarnation.shortForm(), caughtUpAt, positions).encode();
    }
}
