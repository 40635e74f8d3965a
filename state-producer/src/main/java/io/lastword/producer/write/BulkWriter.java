package io.lastword.producer.write;

import io.lastword.model.Change;
import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.producer.log.AppendListener;
import io.lastword.producer.log.Appended;
import io.lastword.producer.log.ChangeLog;
import io.lastword.producer.write.LineSplitter.Line;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a stream of changes, of any length, in bounded memory. Thread-safe. */
public final class BulkWriter {

    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(BulkWriter.class);

    /** Room in a line for what is not state: names, and an id and an event written in escapes. */
    private static final int LINE_OVERHEAD_BYTES = 4 << 10;

    private final EntityTypes types;
    private final WriteRules rules;
    private final ChangeLog log;
    private final InFlightBudget budget;
    private final Duration backstop;

    /** @param backstop how long the end waits at most for what is in flight; far above what the log client needs */
    public BulkWriter(EntityTypes types, WriteRules rules, ChangeLog log, InFlightBudget budget, Duration backstop) {
        this.types = types;
        this.rules = rules;
        this.log = log;
        this.budget = budget;
        this.backstop = backstop;
    }

    /**
     * Writes line by line, skipping bad ones, and returns when all in-sync replicas have the good ones. Changes of one
     * id keep their order.
     *
     * @throws ProblemException {@code BULK_INTERRUPTED} or {@code OUTCOME_UNKNOWN} if the log failed midway, or
     *     {@code INVALID_BODY} if the stream did; its members then say what became of each line. With any other type
     *     nothing was written.
     */
    public BulkResult write(String typeName, InputStream body) {
        EntityType type = KnownTypes.require(types, typeName);
        BulkProgress progress = new BulkProgress(type, log.requireWritable(type));
        LineSplitter lines = new LineSplitter(body, type.limits().maxBytes() + LINE_OVERHEAD_BYTES);
        boolean readToEnd = false;
        IOException broken = null;
        try {
            readToEnd = readLines(type, lines, progress);
        } catch (IOException e) {
            broken = e;
        }
        awaitDecisions(progress);
        Long notReadFrom = readToEnd ? null : lines.lastNumber() + 1;
        ProblemException interruption = progress.interruption(notReadFrom);
        if (interruption != null) {
            LOG.warn("A bulk write to '{}' stopped at line {}", type.topic(), lines.lastNumber());
            throw interruption;
        }
        BulkResult result = progress.result();
        if (broken != null) {
            LOG.warn(
                    "The client of a bulk write to '{}' went away after line {}: {} lines accepted, {} rejected",
                    type.topic(),
                    lines.lastNumber(),
                    result.accepted(),
                    result.rejectedCount());
            throw progress.describe(
                    new ProblemException(
                            ProblemType.INVALID_BODY,
                            "the request body broke off; whole lines before that were written, as the members say"),
                    notReadFrom);
        }
        return result;
    }

    /** Returns whether everything was read. */
    private boolean readLines(EntityType type, LineSplitter lines, BulkProgress progress) throws IOException {
        BulkLineParser parser = new BulkLineParser(type.limits(), rules.of(type));
        while (progress.isGoingWell()) {
            Line line = lines.next();
            if (line == null) {
                return true;
            }
            if (line.tooLong()) {
                progress.rejected(
                        line.number(),
                        null,
                        "the line is longer than the largest state ("
                                + type.limits().maxBytes() + " bytes) allows");
                continue;
            }
            try {
                send(type, parser.parse(line.bytes()), line, progress);
            } catch (BadLineException e) {
                progress.rejected(line.number(), e.id(), String.valueOf(e.getMessage()));
            }
        }
        return false;
    }

    private void send(EntityType type, Change change, Line line, BulkProgress progress) {
        int size = line.bytes().length;
        String refusal = takeRoom(size);
        if (refusal == null) {
            progress.sent(line.number());
            log.append(type, change, new LineListener(progress, line.number(), change, size));
        } else {
            progress.notWritten(line.number(), new ProblemException(ProblemType.LOG_UNAVAILABLE, refusal));
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

    private void awaitDecisions(BulkProgress progress) {
        try {
            progress.awaitDecisions(backstop);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            progress.abandon("the service is stopping");
        }
    }

    private final class LineListener implements AppendListener {

        private final BulkProgress progress;
        private final long line;
        private final Change change;
        private final int size;

        LineListener(BulkProgress progress, long line, Change change, int size) {
            this.progress = progress;
            this.line = line;
            this.change = change;
            this.size = size;
        }

        @Override
        public void appended(Appended appended) {
            budget.release(size);
            progress.accepted(line, appended);
        }

        @Override
        public void notWritten(ProblemException problem) {
            budget.release(size);
            if (problem.type() == ProblemType.STATE_TOO_LARGE) {
                progress.rejected(line, change.id().value(), String.valueOf(problem.getMessage()));
            } else {
                progress.notWritten(line, problem);
            }
        }

        @Override
        public void unknown(ProblemException problem) {
            budget.release(size);
            progress.unknown(line, problem);
        }
    }
}
