package io.lastword.producer.web;

import io.lastword.model.InvalidIdException;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.producer.write.BulkFaultException;
import java.time.Duration;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
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
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(type.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        Duration retryAfter = e.retryAfter();
        if (retryAfter != null) {
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(retryAfter)));
        }
        ResponseEntity<ProblemDetail> whole = answer.body(Problems.describe(e));
        ErrorProblems.remember(whole);
        return whole;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(InvalidIdException e) {
        ProblemType type = e.isTooLong() ? ProblemType.ID_TOO_LONG : ProblemType.INVALID_ID;
        return answer(new ProblemException(type, String.valueOf(e.getMessage())));
    }

    /** Tomcat finds it when the first parameter is asked for. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(InvalidParameterException e) {
        return answer(new ProblemException(
                ProblemType.INVALID_PARAMETER,
                "the query has a parameter that cannot be decoded; percent-encode names and values as UTF-8; nothing was"
                        + " written"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(BulkFaultException e) {
        return fault(e, Problems.fault(e));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(Exception e) {
        return fault(e, Problems.fault());
    }

    private static ResponseEntity<ProblemDetail> fault(Exception e, ProblemDetail problem) {
        LOG.error("A request failed unexpectedly", e);
        return ResponseEntity.internalServerError()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static long wholeSeconds(Duration delay) {
        return delay.plusNanos(999_999_999).toSeconds();
    }
}
