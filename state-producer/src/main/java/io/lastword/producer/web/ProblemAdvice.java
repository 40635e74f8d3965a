package io.lastword.producer.web;

import io.lastword.kit.http.problems.CommonProblems;
import io.lastword.kit.http.problems.Problems;
import io.lastword.model.entity.InvalidIdException;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.bulk.BulkFaultException;
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
    ResponseEntity<ProblemDetail> answer(InvalidIdException e) {
        ProblemType type = e.isTooLong() ? ProblemType.ID_TOO_LONG : ProblemType.INVALID_ID;
        return answer(new ProblemException(type, String.valueOf(e.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(BulkFaultException e) {
        return fault(e, Problems.fault(e.members()));
    }
}
