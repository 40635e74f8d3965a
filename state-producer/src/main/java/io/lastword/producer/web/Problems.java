package io.lastword.producer.web;

import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.producer.write.BulkFaultException;
import java.net.URI;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** Problems (RFC 9457) as they are sent. */
final class Problems {

    private Problems() {}

    static ProblemDetail describe(ProblemException e) {
        ProblemType type = e.type();
        ProblemDetail problem = ProblemDetail.forStatus(type.status());
        problem.setType(URI.create(type.uri()));
        problem.setTitle(type.title());
        problem.setDetail(e.getMessage());
        new TreeMap<>(e.members()).forEach(problem::setProperty);
        return problem;
    }

    /** What is said of a failure that nobody foresaw. */
    static ProblemDetail fault() {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "this is a fault of the service; its log says more");
    }

    static ProblemDetail fault(BulkFaultException e) {
        ProblemDetail problem = fault();
        new TreeMap<>(e.members()).forEach(problem::setProperty);
        return problem;
    }
}
