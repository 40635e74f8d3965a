package io.lastword.query.watch;

import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityType;
import io.lastword.query.log.LogUnavailableException;
import io.lastword.query.watch.beginning.CannotResumeException;
import io.lastword.query.watch.beginning.Start;
import io.lastword.query.watch.beginning.Starts;
import io.lastword.query.watch.tail.Tail;
import io.lastword.query.watch.tail.Tails;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds beginnings for sessions, a few at once, and tries again for those that cannot begin yet. While log or store do not
 * answer, one session of a type tries and the others wait for it, so that however many wait cost one. Thread-safe; those
 * who submit never wait.
 */
final class Openings implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Openings.class);

    private static final int THREADS = 8;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final int DOUBLED_AT_MOST = 7;

    private final Tails tails;
    private final Starts starts;
    private final Begun begun;
    private final ScheduledExecutorService later;
    private final ExecutorService threads;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    /** Told of a beginning that was found; it releases the tail if the session is over. */
    interface Begun {
        void begin(WatchSession session, Start start, Tail tail);
    }

    /** The sessions of a type that wait until log and store answer; guarded by itself. */
    private static final class Line {

        private final Deque<WatchSession> parked = new ArrayDeque<>();
        private boolean shut;
        private boolean scheduled;
        private int failures;
        private String reason = "";
        private String detail = "";
    }

    /** @param later to try again */
    Openings(Tails tails, Starts starts, Begun begun, ScheduledExecutorService later) {
        this.tails = tails;
        this.starts = starts;
        this.begun = begun;
        this.later = later;
        this.threads = Executors.newFixedThreadPool(THREADS, Watches.daemons("watch-opening"));
    }

    /** Has a session begin as soon as it can. */
    void submit(WatchSession session) {
        if (!isParked(session)) {
            open(session, false);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Has a session wait if others wait for log and store already. */
    private boolean isParked(WatchSession session) {
        Line line = line(session);
        String reason;
        String detail;
        synchronized (line) {
            if (!line.shut) {
                return false;
            }
            line.parked.add(session);
            reason = line.reason;
            detail = line.detail;
        }
        session.waits(reason, detail);
        return true;
    }

    private Line line(WatchSession session) {
        return lines.computeIfAbsent(session.interest().type().name(), type -> new Line());
    }

    /** @param probe whether it tries for others who wait */
    private void open(WatchSession session, boolean probe) {
        EntityType type = session.interest().type();
        tails.follow(type).whenComplete((tail, failure) -> {
            if (failure != null) {
                shut(
                        session,
                        "log-unavailable",
                        "Kafka does not answer, or has no topic '" + type.topic()
                                + "'; the watch begins once it does and has");
                return;
            }
            try {
                threads.execute(() -> open(session, tail, probe));
            } catch (RejectedExecutionException e) {
                tails.release(type);
            }
        });
    }

    private void open(WatchSession session, Tail tail, boolean probe) {
        Start start = null;
        try {
            if (!session.isClosed() && (probe || !isParked(session))) {
                start = starts.find(session.interest(), session.beginning(), tail);
                answered(session);
            }
        } catch (LogUnavailableException e) {
            shut(session, "log-unavailable", "Kafka did not answer; the watch begins once it does");
        } catch (StoreUnavailableException e) {
            shut(session, "store-unavailable", "Redis did not answer; the watch begins once it does");
        } catch (RuntimeException e) {
            answered(session);
            failed(session, e);
        }
        if (start == null) {
            tails.release(session.interest().type());
        } else {
            begun.begin(session, start, tail);
        }
    }

    private void failed(WatchSession session, RuntimeException failure) {
        Token token = session.beginning().token();
        if (failure instanceof CannotResumeException e && token != null) {
            session.reset(token, e.reason(), String.valueOf(e.getMessage()));
            return;
        }
        if (failure instanceof ProblemException e) {
            Object reason = e.members().get("reason");
            session.waits(reason == null ? e.type().cause() : reason.toString(), String.valueOf(e.getMessage()));
        } else {
            log.error("a watch of {} cannot begin", session.interest().type().name(), failure);
            session.waits("fault", "a fault of the service; its log says more");
        }
        later(() -> submit(session), pause(session.failedAgain()));
    }

    /** Log and store have answered: whoever waited for that goes on. */
    private void answered(WatchSession session) {
        Line line = line(session);
        Deque<WatchSession> waited;
        synchronized (line) {
            line.shut = false;
            line.failures = 0;
            waited = new ArrayDeque<>(line.parked);
            line.parked.clear();
        }
        waited.forEach(each -> open(each, false));
    }

    private void shut(WatchSession session, String reason, String detail) {
        Line line = line(session);
        long pause = -1;
        Deque<WatchSession> told = new ArrayDeque<>();
        synchronized (line) {
            line.shut = true;
            line.reason = reason;
            line.detail = detail;
            if (!session.isClosed()) {
                line.parked.add(session);
            }
            line.parked.removeIf(WatchSession::isClosed);
            told.addAll(line.parked);
            if (!line.scheduled) {
                line.scheduled = true;
                pause = pause(++line.failures);
            }
        }
        told.forEach(each -> each.waits(reason, detail));
        if (pause >= 0) {
            later(() -> probe(line), pause);
        }
    }

    /** Has one of those who wait try. */
    private void probe(Line line) {
        WatchSession first;
        synchronized (line) {
            line.scheduled = false;
            line.parked.removeIf(WatchSession::isClosed);
            first = line.parked.poll();
            line.shut = first != null;
        }
        if (first != null) {
            open(first, true);
        }
    }

    private void later(Runnable task, long pauseMillis) {
        try {
            later.schedule(task, pauseMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The service stops, and with it every session.
        }
    }

    /** Doubled each time, and never the same for two. */
    private static long pause(int failures) {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, DOUBLED_AT_MOST));
        return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }
}
