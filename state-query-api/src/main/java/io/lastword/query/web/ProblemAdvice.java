package io.lastword.query.web;

import io.lastword.kit.http.problems.CommonProblems;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.entity.InvalidIdException;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.token.InvalidTokenException;
import io.lastword.query.currency.NotYetException;
import io.lastword.query.log.LogUnavailableException;
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
    ResponseEntity<ProblemDetail> answer(AnsweredProblem e) {
        ResponseEntity<ProblemDetail> answer = answer(e.problem());
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .headers(e.headers())
                .body(answer.getBody());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(NotYetException e) {
        return answer(e.problem());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(InvalidIdException e) {
        return answer(
                new ProblemException(
                        ProblemType.INVALID_ID,
                        e.getMessage()
                                + "; an id that another writer gave is named by ?id= beside the path of its type, percent-encoded"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(InvalidTokenException e) {
        return answer(new ProblemException(ProblemType.INVALID_TOKEN, String.valueOf(e.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(StoreUnavailableException e) {
        LOG.warn("Redis did not answer a request: {}", e.getMessage());
        return answer(new ProblemException(ProblemType.STORE_UNAVAILABLE, "Redis did not answer; retry")
                .retryAfter(Duration.ofSeconds(1)));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(LogUnavailableException e) {
        LOG.warn("Kafka did not answer a request: {}", e.getMessage());
        return answer(new ProblemException(
                        ProblemType.LOG_UNAVAILABLE,
                        "the log cannot be read now, which watches, history and asOf need; retry, and if it lasts check"
                                + " that Kafka is up and has the topic")
                .retryAfter(Duration.ofSeconds(1)));
    }
}
