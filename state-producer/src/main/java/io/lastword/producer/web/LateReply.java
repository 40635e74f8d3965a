package io.lastword.producer.web;

import io.lastword.kit.http.problems.Problems;
import io.lastword.model.problem.ProblemException;
import io.lastword.producer.bulk.BulkFaultException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** An answer that is given later, by any thread: waiting for it costs none. The first one counts. */
public final class LateReply implements AsyncListener {

    private static final Logger LOG = LoggerFactory.getLogger(LateReply.class);
    private static final ProblemAdvice ADVICE = new ProblemAdvice();

    /** How long a body that broke off waits for the account of what was written of it. */
    private static final Duration ACCOUNT_WITHIN = Duration.ofSeconds(15);

    private final CountDownLatch answered = new CountDownLatch(1);
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final JsonMapper json;
    private final AtomicBoolean completed = new AtomicBoolean();
    private @Nullable AsyncContext context;
    private boolean given;

    public LateReply(HttpServletRequest request, HttpServletResponse response, JsonMapper json) {
        this.request = request;
        this.response = response;
        this.json = json;
    }

    /** Lets the thread of the request go until {@link #complete}; false if the answer has been given already. */
    public synchronized boolean start() {
        if (given) {
            return false;
        }
        AsyncContext started = request.startAsync(request, response);
        // Whatever is waited for has a time limit of its own.
        started.setTimeout(0);
        started.addListener(this);
        context = started;
        return true;
    }

    /** Says that it went well. */
    public void give(Object body) {
        send(ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body));
    }

    /** Says why it did not. */
    public void refuse(Throwable failure) {
        send(problem(failure));
    }

    /** Ends the request; does nothing if it has ended. */
    public void complete() {
        AsyncContext started = started();
        if (started != null && !completed.getAndSet(true)) {
            try {
                started.complete();
            } catch (IllegalStateException | NullPointerException e) {
                // The container has ended it already.
            }
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        completed.set(true);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        complete();
    }

    /** What reads the body has been told, too, and answers; the container makes up an answer where there is none yet. */
    @Override
    public void onError(AsyncEvent event) {
        try {
            if (!answered.await(ACCOUNT_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("A request broke off and was not answered in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // It is begun once.
    }

    private static ResponseEntity<ProblemDetail> problem(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return ADVICE.answer(problem);
        }
        if (failure instanceof BulkFaultException fault) {
            return ADVICE.answer(fault);
        }
        if (failure instanceof Exception unforeseen) {
            return ADVICE.answer(unforeseen);
        }
        LOG.error("A request failed unexpectedly", failure);
        return ResponseEntity.internalServerError()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.fault());
    }

    private synchronized @Nullable AsyncContext started() {
        return context;
    }

    private synchronized void send(ResponseEntity<?> answer) {
        if (given) {
            return;
        }
        given = true;
        try {
            // When a body breaks off, the container makes an error of it and asks for the answer once more.
            Problems.remember(request, answer);
            byte[] body = json.writeValueAsBytes(answer.getBody());
            response.setStatus(answer.getStatusCode().value());
            answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.flushBuffer();
        } catch (IOException | IllegalStateException | NullPointerException e) {
            // The last two if the container has taken request and response back from a client that is gone.
            LOG.debug("An answer did not reach its client", e);
        } finally {
            answered.countDown();
        }
    }
}
