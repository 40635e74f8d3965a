package io.lastword.producer.bulk;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityType;
import io.lastword.producer.append.Appended;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the lines of one bulk write. Told by the thread that reads and by the log's I/O thread; thread-safe.
 * Its memory is bounded by the changes in flight.
 */
final class BulkProgress {

    private final EntityType type;
    private final Incarnation incarnation;
    private final Set<Long> open = new HashSet<>();
    private final List<Long> unknown = new ArrayList<>();
    private final List<Long> notWritten = new ArrayList<>();
    private final Map<Integer, Appended> lastOfPartition = new TreeMap<>();
    private long lines;
    private long accepted;
    private long rejectedCount;
    private @Nullable ProblemException failure;

    BulkProgress(EntityType type, Incarnation incarnation) {
        this.type = type;
        this.incarnation = incarnation;
    }

    /** So many lines have been read. */
    synchronized void read(long number) {
        lines = number;
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

    /** A line was rejected that was never sent. */
    synchronized void rejected() {
        rejectedCount++;
    }

    synchronized void rejectedByTheLog(long line) {
        decided(line);
        rejectedCount++;
    }

    /** A line could not be checked, and was never sent. */
    synchronized void notChecked(long line) {
        notWritten.add(line);
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

    /**
     * Waits until every line sent is decided; one that is not in time counts as unknown.
     *
     * @return those that are not in time
     */
    synchronized List<Long> awaitDecisions(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!open.isEmpty()) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            wait(millis);
        }
        return abandon("the log has not decided in time");
    }

    /** Counts the lines that are still in flight as unknown, and returns them. */
    synchronized List<Long> abandon(String reason) {
        List<Long> undecided = List.copyOf(open);
        if (!undecided.isEmpty()) {
            unknown.addAll(undecided);
            open.clear();
            fail(new ProblemException(ProblemType.OUTCOME_UNKNOWN, reason));
        }
        return undecided;
    }

    synchronized BulkSummary summary() {
        return new BulkSummary(lines, accepted, rejectedCount, token());
    }

    synchronized BulkCounts counts() {
        return new BulkCounts(lines, accepted, rejectedCount, open.size());
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
        members(notReadFrom).forEach(problem::with);
        return problem;
    }

    /** What became of each line, as the members of a problem. */
    synchronized Map<String, Object> members(@Nullable Long notReadFrom) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("accepted", accepted);
        members.put("rejectedCount", rejectedCount);
        members.put("unknown", LineRanges.of(unknown));
        members.put("notWritten", LineRanges.of(notWritten));
        if (notReadFrom != null) {
            members.put("notReadFrom", notReadFrom);
        }
        String token = token();
        if (token != null) {
            members.put("token", token);
        }
        return members;
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
