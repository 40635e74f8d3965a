package io.lastword.producer.bulk;

import io.lastword.kit.http.body.DamagedBodyException;
import io.lastword.model.entity.Change;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.producer.append.AppendListener;
import io.lastword.producer.append.Appended;
import io.lastword.producer.append.ChangeLog;
import io.lastword.producer.bulk.BulkResult.Rejection;
import io.lastword.producer.bulk.LineSplitter.Line;
import io.lastword.producer.write.ChangeRules;
import io.lastword.producer.write.InFlightBudget;
import io.lastword.producer.write.ServiceEnd;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One write of a stream of changes, of any length, in bounded memory. Written by one thread; the rest is thread-safe. */
public final class BulkLoad implements ServiceEnd.Ending, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BulkLoad.class);

    private final EntityType type;
    private final ChangeRules rules;
    private final ChangeLog log;
    private final InFlightBudget budget;
    private final BulkProgress progress;
    private final Duration backstop;
    private final Runnable whenClosed;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable ProblemException end;
    private volatile Runnable whenEnded = () -> {};

    BulkLoad(
            ChangeRules rules,
            ChangeLog log,
            InFlightBudget budget,
            BulkProgress progress,
            Duration backstop,
            Runnable whenClosed) {
        this.type = rules.type();
        this.rules = rules;
        this.log = log;
        this.budget = budget;
        this.progress = progress;
        this.backstop = backstop;
        this.whenClosed = whenClosed;
    }

    /**
     * Writes line by line, skipping bad ones, and returns when all in-sync replicas have the good ones. Changes of one
     * id keep their order. To be called once.
     *
     * @throws ProblemException {@code BULK_INTERRUPTED} or {@code OUTCOME_UNKNOWN} if the log failed midway, or
     *     {@code INVALID_BODY} if the stream did; its members then say what became of each line
     * @throws BulkFaultException if anything else failed midway
     */
    public BulkSummary write(InputStream body, LineResults results) {
        LineSplitter lines = new LineSplitter(body, rules.maxLineBytes());
        boolean readToEnd = false;
        IOException broken = null;
        RuntimeException fault = null;
        try {
            readToEnd = readLines(lines, results);
        } catch (IOException e) {
            broken = e;
        } catch (RuntimeException e) {
            fault = e;
        }
        awaitDecisions(results);
        Long notReadFrom = readToEnd ? null : lines.lastNumber() + 1;
        if (fault != null) {
            throw new BulkFaultException(fault, progress.members(notReadFrom));
        }
        ProblemException interruption = progress.interruption(notReadFrom);
        if (interruption != null) {
            LOG.warn("A bulk write to '{}' stopped at line {}", type.topic(), lines.lastNumber());
            throw interruption;
        }
        ProblemException ended = end;
        if (ended != null && !readToEnd) {
            throw progress.describe(ended(ended, lines.lastNumber()), notReadFrom);
        }
        if (broken != null) {
            throw progress.describe(brokenOff(broken, lines.lastNumber()), notReadFrom);
        }
        return progress.summary();
    }

    /** Takes no more lines: {@link #write} then says what became of those before, and why there are no more. */
    @Override
    public void end(ProblemException why) {
        end = why;
        whenEnded.run();
    }

    public boolean isEnded() {
        return end != null;
    }

    /** Has this called when no more lines are taken: the body is not to be waited for any more. */
    public void whenEnded(Runnable wake) {
        whenEnded = wake;
    }

    public BulkCounts counts() {
        return progress.counts();
    }

    /** Makes room for another bulk write; the second call does nothing. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            whenClosed.run();
        }
    }

    /** Returns whether everything was read. */
    private boolean readLines(LineSplitter lines, LineResults results) throws IOException {
        BulkLineParser parser = new BulkLineParser(type.limits(), rules);
        while (progress.isGoingWell() && end == null) {
            results.awaitRoom();
            Line line = lines.next();
            progress.read(lines.lastNumber());
            if (line == null) {
                return true;
            }
            if (line.tooLong()) {
                progress.rejected();
                results.rejected(new Rejection(
                        line.number(),
                        null,
                        "the line is longer than " + rules.maxLineBytes() + " bytes, which the limits of lines and"
                                + " states allow"));
                continue;
            }
            Change change;
            try {
                change = parser.parse(line.bytes());
            } catch (BadLineException e) {
                progress.rejected();
                results.rejected(new Rejection(line.number(), e.id(), String.valueOf(e.getMessage())));
                continue;
            } catch (RuntimeException e) {
                progress.notChecked(line.number());
                results.notWritten(line.number());
                throw e;
            }
            send(change, line, results);
        }
        return false;
    }

    private void send(Change change, Line line, LineResults results) {
        int size = line.bytes().length;
        String refusal = takeRoom(size);
        progress.sent(line.number());
        if (refusal == null) {
            log.append(type, change, new LineListener(line.number(), change, size, results));
        } else {
            progress.notWritten(line.number(), new ProblemException(ProblemType.LOG_UNAVAILABLE, refusal));
            results.notWritten(line.number());
        }
    }

    private @Nullable String takeRoom(int size) {
        try {
            return budget.acquire(size) ? null : "the log is too slow to take more on in time";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the service is stopping";
        }
    }

    private void awaitDecisions(LineResults results) {
        try {
            progress.awaitDecisions(backstop).forEach(results::unknown);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            progress.abandon("the service is stopping").forEach(results::unknown);
        }
    }

    private ProblemException ended(ProblemException why, long lastLine) {
        LOG.warn(
                "A bulk write to '{}' was ended behind line {}: {} ({} lines accepted)",
                type.topic(),
                lastLine,
                why.getMessage(),
                progress.counts().accepted());
        return new ProblemException(
                        why.type(),
                        why.getMessage()
                                + "; what was taken before is decided, as the members say. Send everything from"
                                + " line notReadFrom on to another instance, or later")
                .retryAfter(BulkWriter.RETRY_AFTER);
    }

    private ProblemException brokenOff(IOException broken, long lastLine) {
        BulkCounts counts = progress.counts();
        LOG.warn(
                "The body of a bulk write to '{}' broke off after line {}: {} lines accepted, {} rejected ({})",
                type.topic(),
                lastLine,
                counts.accepted(),
                counts.rejectedCount(),
                broken.getMessage());
        if (broken instanceof StalledBodyException) {
            return new ProblemException(
                            ProblemType.CLIENT_TOO_SLOW,
                            "the bulk write has lost its place, since " + broken.getMessage()
                                    + "; whole lines before that were written, as the members say. Send the rest again"
                                    + " from line notReadFrom on, and faster")
                    .retryAfter(BulkWriter.RETRY_AFTER);
        }
        String reason = broken instanceof DamagedBodyException
                ? broken.getMessage() + " after line " + lastLine
                : "the request body broke off";
        return new ProblemException(
                ProblemType.INVALID_BODY, reason + "; whole lines before that were written, as the members say");
    }

    private final class LineListener implements AppendListener {

        private final long line;
        private final Change change;
        private final int size;
        private final LineResults results;

        LineListener(long line, Change change, int size, LineResults results) {
            this.line = line;
            this.change = change;
            this.size = size;
            this.results = results;
        }

        @Override
        public void appended(Appended appended) {
            budget.release(size);
            results.accepted(line, appended.partition(), appended.revision());
            progress.accepted(line, appended);
        }

        @Override
        public void notWritten(ProblemException problem) {
            budget.release(size);
            if (problem.type() == ProblemType.STATE_TOO_LARGE) {
                results.rejected(new Rejection(line, change.id().value(), String.valueOf(problem.getMessage())));
                progress.rejectedByTheLog(line);
            } else {
                results.notWritten(line);
                progress.notWritten(line, problem);
            }
        }

        @Override
        public void unknown(ProblemException problem) {
            budget.release(size);
            results.unknown(line);
            progress.unknown(line, problem);
        }
    }
}
