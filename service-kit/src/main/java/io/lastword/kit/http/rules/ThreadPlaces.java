package io.lastword.kit.http.rules;

import io.lastword.kit.http.problems.Problems;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps some threads of the server for probes and scrapes: only so many requests of the API hold one at a time, whatever
 * they wait for. The others wait for a place without a thread, in their order, and are refused after a while. Thread-safe.
 */
public final class ThreadPlaces implements Filter {

    /** One thread of so many is left. */
    private static final int SHARE_LEFT = 10;

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final String WAITING = ThreadPlaces.class.getName();

    private final int most;
    private final Duration patience;
    private final JsonMapper json;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int taken;

    /**
     * @param threads that the server has
     * @param patience how long a request waits for a place
     */
    public ThreadPlaces(int threads, Duration patience, JsonMapper json) {
        this.most = Math.max(1, threads - Math.max(1, threads / SHARE_LEFT));
        this.patience = patience;
        this.json = json;
    }

    private static final class Waiting {

        private final long since = System.nanoTime();
        private @Nullable AsyncContext context;
    }

    @Override
    public void doFilter(ServletRequest plainRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) plainRequest;
        if (!RequestRules.isOfTheApi(request)) {
            chain.doFilter(request, response);
            return;
        }
        Waiting before = (Waiting) request.getAttribute(WAITING);
        request.removeAttribute(WAITING);
        if (take(request, response, before)) {
            try {
                chain.doFilter(request, response);
            } finally {
                giveBack();
            }
        }
    }

    /** Takes a place, or has the request wait for one, or refuses it. */
    private boolean take(HttpServletRequest request, ServletResponse response, @Nullable Waiting before)
            throws IOException {
        Waiting one = before == null ? new Waiting() : before;
        long left = patience.toNanos() - (System.nanoTime() - one.since);
        synchronized (this) {
            if (taken < most) {
                taken++;
                return true;
            }
            if (left > 0) {
                AsyncContext context = request.startAsync(request, response);
                context.setTimeout(0);
                request.setAttribute(WAITING, one);
                one.context = context;
                if (before == null) {
                    waiting.addLast(one);
                } else {
                    waiting.addFirst(one);
                }
            }
        }
        if (left > 0) {
            CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS).execute(() -> giveUp(one));
        } else {
            Problems.send(
                    new ProblemException(
                                    ProblemType.TOO_BUSY,
                                    "as many requests as this instance has threads for wait for the store or the log,"
                                            + " or are being answered; nothing was done; retry, or ask another instance")
                            .retryAfter(RETRY),
                    (HttpServletResponse) response,
                    json);
        }
        return false;
    }

    private void giveUp(Waiting one) {
        boolean found;
        synchronized (this) {
            found = waiting.remove(one);
        }
        if (found) {
            handleAgain(one);
        }
    }

    /** The one who has waited longest tries again; should it be gone, the next place that becomes free is for the next one. */
    private void giveBack() {
        Waiting next;
        synchronized (this) {
            taken--;
            next = waiting.pollFirst();
        }
        while (next != null && !handleAgain(next)) {
            synchronized (this) {
                next = waiting.pollFirst();
            }
        }
    }

    private static boolean handleAgain(Waiting one) {
        AsyncContext context = one.context;
        try {
            if (context != null) {
                context.dispatch();
                return true;
            }
        } catch (IllegalStateException e) {
            // The container has ended the request.
        }
        return false;
    }
}
