package io.lastword.query.web;

import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.FairShares;
import io.lastword.model.limit.Ticker;
import io.lastword.model.problem.ProblemException;
import io.lastword.query.currency.NotYetException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Lets requests that have to wait do so without a thread: each is handled again from its beginning when it is worth it, until
 * there is an answer or its time is up. Thread-safe.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class WaitingRequests implements HandlerExceptionResolver {

    /** What a request takes that waits: its headers, and what the container keeps for it. */
    private static final int BYTES = 16 << 10;

    private static final String DEADLINE = WaitingRequests.class.getName();
    private static final String KEPT_BYTES = DEADLINE + ".kept-bytes";

    private final AnswerMemory memory;
    private final Ticker ticker;

    public WaitingRequests(AnswerMemory memory, Ticker ticker) {
        this.memory = memory;
        this.ticker = ticker;
    }

    /** Says that a request holds so many bytes while it waits. */
    public static void keeps(HttpServletRequest request, long bytes) {
        request.setAttribute(KEPT_BYTES, bytes);
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (!(failure instanceof NotYetException notYet)) {
            return null;
        }
        Duration left = left(request, notYet);
        if (left != null && left.isZero()) {
            return null;
        }
        FairShares.Share share;
        try {
            share = memory.take(request, BYTES + (request.getAttribute(KEPT_BYTES) instanceof Long more ? more : 0));
        } catch (ProblemException e) {
            notYet.refuse(e);
            return null;
        }
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        CompletableFuture<Void> wait = notYet.await();
        if (left != null) {
            wait.completeOnTimeout(null, Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
        }
        wait.whenComplete((done, never) -> {
            share.close();
            handleAgain(context);
        });
        return new ModelAndView();
    }

    /** How long the request still waits, from the first time that it has to; null if that is not for it to say. */
    private @Nullable Duration left(HttpServletRequest request, NotYetException notYet) {
        if (notYet.atMost() == null) {
            return null;
        }
        if (!(request.getAttribute(DEADLINE) instanceof Deadline deadline)) {
            request.setAttribute(DEADLINE, Deadline.in(notYet.atMost(), ticker));
            return notYet.atMost();
        }
        return deadline.left();
    }

    private static void handleAgain(AsyncContext context) {
        try {
            context.dispatch();
        } catch (IllegalStateException e) {
            // The container has ended the request.
        }
    }
}
