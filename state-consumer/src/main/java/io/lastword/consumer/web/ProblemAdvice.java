package io.lastword.consumer.web;

import io.lastword.consumer.topic.LogUnavailableException;
import io.lastword.kit.http.problems.CommonProblems;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers the failures that are this service's own with a problem; its base answers the others. */
@RestControllerAdvice
class ProblemAdvice extends CommonProblems {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(LogUnavailableException e) {
        LOG.warn("The broker did not answer a request: {}", e.getMessage());
        return answer(new ProblemException(
                        ProblemType.LOG_UNAVAILABLE,
                        "the log cannot be read; retry when the broker answers and has the" + " topic: "
                                + e.getMessage())
                .retryAfter(Duration.ofSeconds(1)));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(StoreUnavailableException e) {
        LOG.warn("Redis did not answer a request: {}", e.getMessage());
        return answer(new ProblemException(ProblemType.STORE_UNAVAILABLE, "Redis did not answer; retry")
                .retryAfter(Duration.ofSeconds(1)));
    }
}
