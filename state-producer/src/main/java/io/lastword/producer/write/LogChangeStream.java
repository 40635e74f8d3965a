package io.lastword.producer.write;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.types.EntityType;
import io.lastword.producer.append.AppendListener;
import io.lastword.producer.append.Appended;
import io.lastword.producer.append.ChangeLog;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link ChangeStream} into a {@link ChangeLog}, within the budget that it shares with all other streams. */
final class LogChangeStream implements ChangeStream {

    /** What a record takes beside its state: its key and its headers. */
    private static final int RECORD_OVERHEAD_BYTES = 300;

    private final EntityType type;
    private final ChangeLog log;
    private final InFlightBudget budget;
    private final ChangeRules rules;
    private final WrittenPositions written;
    private long accepted;
    private long rejected;
    private long unknown;
    private long inFlight;
    private boolean abandoned;
    private @Nullable String failure;

    /** @param incarnation that the type's topic is of now */
    LogChangeStream(EntityType type, ChangeRules rules, Incarnation incarnation, ChangeLog log, InFlightBudget budget) {
        this.type = type;
        this.log = log;
        this.budget = budget;
        this.rules = rules;
        this.written = new WrittenPositions(type, incarnation);
    }

    @Override
    public boolean send(Change change) {
        int size = RECORD_OVERHEAD_BYTES + (change instanceof Change.Upsert upsert ? upsert.state().length : 0);
        if (!isGoingWell() || !isAcceptable(change) || !takeRoom(size)) {
            return false;
        }
        sent();
        log.append(type, change, new Listener(size));
        return isGoingWell();
    }

    @Override
    public synchronized void finish(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        try {
            for (long left = within.toNanos(); inFlight > 0 && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (inFlight > 0) {
            abandoned = true;
            unknown += inFlight;
            inFlight = 0;
            fail("the log has not decided in time on what was sent last");
        }
    }

    @Override
    public synchronized Progress progress() {
        return new Progress(accepted, rejected, unknown, inFlight, written.token(), failure);
    }

    private boolean isAcceptable(Change change) {
        try {
            rules.check(change);
            return true;
        } catch (ProblemException e) {
            refuse("the type '" + type.name() + "' cannot have such changes: " + e.getMessage());
            return false;
        }
    }

    private boolean takeRoom(int size) {
        try {
            if (budget.acquire(size)) {
                return true;
            }
            refuse("the log is too slow to take more on in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse("the service is stopping");
        }
        return false;
    }

    private synchronized boolean isGoingWell() {
        return failure == null;
    }

    private synchronized void sent() {
        inFlight++;
    }

    private synchronized void refuse(String reason) {
        rejected++;
        fail(reason);
    }

    private void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    private final class Listener implements AppendListener {

        private final int size;

        Listener(int size) {
            this.size = size;
        }

        @Override
        public void appended(Appended appended) {
            decide(() -> {
                accepted++;
                if (!written.add(appended)) {
                    fail("the topic '" + type.topic() + "' was deleted and created again meanwhile, so that changes"
                            + " accepted before are gone");
                }
            });
        }

        @Override
        public void notWritten(ProblemException problem) {
            decide(() -> {
                rejected++;
                fail(String.valueOf(problem.getMessage()));
            });
        }

        @Override
        public void unknown(ProblemException problem) {
            decide(() -> {
                unknown++;
                fail(String.valueOf(problem.getMessage()));
            });
        }

        private void decide(Runnable decision) {
            budget.release(size);
            synchronized (LogChangeStream.this) {
                // What was given up is counted already.
                if (!abandoned) {
                    inFlight--;
                    decision.run();
                    if (inFlight == 0) {
                        LogChangeStream.this.notifyAll();
                    }
                }
            }
        }
    }
}
