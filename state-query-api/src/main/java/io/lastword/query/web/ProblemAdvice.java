package io.lastword.query.web;

import io.lastword.model.InvalidIdException;
import io.lastword.model.InvalidTokenException;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.query.log.LogUnavailableException;
import io.lastword.query.snapshot.StoreUnavailableException;
import java.net.URI;
import java.time.Duration;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers every failure with a problem (RFC 9457); the base class does so for Spring's own. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(ProblemException e) {
        ProblemType type = e.type();
        ProblemDetail problem = ProblemDetail.forStatus(type.status());
        problem.setType(URI.create(type.uri()));
        problem.setTitle(type.title());
        problem.setDetail(e.getMessage());
        e.members().forEach(problem::setProperty);
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(type.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        Duration retryAfter = e.retryAfter();
        if (retryAfter != null) {
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        return answer.body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(AnsweredProblem e) {
        ResponseEntity<ProblemDetail> answer = answer(e.problem());
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .headers(e.headers())
                .body(answer.getBody());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(InvalidIdException e) {
        return answer(new ProblemException(
                ProblemType.INVALID_ID,
                e.getMessage() + "; an id that another writer gave is reached by POST /v1/lookup/{type}"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(InvalidTokenException e) {
        return answer(new ProblemException(ProblemType.INVALID_TOKEN, String.valueOf(e.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(InvalidParameterException e) {
        return answer(new ProblemException(
                ProblemType.INVALID_PARAMETER,
                "the query string is not well-formed; percent-encode its names and values as UTF-8"));
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

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(Exception e) {
        LOG.error("A request failed unexpectedly", e);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "this is a fault of the service; its log says more");
        return ResponseEntity.internalServerError()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
