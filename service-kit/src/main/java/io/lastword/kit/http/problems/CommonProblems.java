package io.lastword.kit.http.problems;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers every failure with a problem (RFC 9457); the base class does so for Spring's own. A service extends it with the
 * exceptions that are its own.
 */
public abstract class CommonProblems extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(CommonProblems.class);

    @ExceptionHandler
    public ResponseEntity<ProblemDetail> answer(ProblemException e) {
        ResponseEntity<ProblemDetail> answer = Problems.answer(e);
        ErrorProblems.remember(answer);
        return answer;
    }

    /** Tomcat finds it when the first parameter is asked for. */
    @ExceptionHandler
    public ResponseEntity<ProblemDetail> answer(InvalidParameterException e) {
        return answer(new ProblemException(
                ProblemType.INVALID_PARAMETER,
                "the query has a parameter that cannot be decoded; percent-encode names and values as UTF-8; nothing"
                        + " was done"));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<ProblemDetail> answer = answer(new ProblemException(
                ProblemType.INVALID_PARAMETER, "the parameter '" + e.getParameterName() + "' is missing"));
        return new ResponseEntity<>(answer.getBody(), answer.getHeaders(), answer.getStatusCode());
    }

    /** The client is gone, or its body breaks off: nobody's fault here. */
    @ExceptionHandler
    public ResponseEntity<ProblemDetail> answer(IOException e) {
        LOG.debug("A client went away", e);
        return answer(new ProblemException(
                ProblemType.INVALID_BODY,
                "the request broke off while it was read, or its answer while it was written"));
    }

    @ExceptionHandler
    public ResponseEntity<ProblemDetail> answer(Exception e) {
        return fault(e, Problems.fault());
    }

    /** Logs what nobody foresaw, and answers with what may be said of it. */
    protected static ResponseEntity<ProblemDetail> fault(Exception e, ProblemDetail problem) {
        LOG.error("A request failed unexpectedly", e);
        return ResponseEntity.internalServerError()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
