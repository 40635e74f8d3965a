package io.lastword.query.web;

import io.lastword.model.problem.ProblemException;
import org.springframework.http.HttpHeaders;

/** A problem that is an answer from the snapshots, and so says how current it is. */
public final class AnsweredProblem extends RuntimeException {

    private final transient HttpHeaders headers;
    private final ProblemException problem;

    public AnsweredProblem(HttpHeaders headers, ProblemException problem) {
        super(problem.getMessage(), null, false, false);
        this.headers = headers;
        this.problem = problem;
    }

    HttpHeaders headers() {
        return headers;
    }

    ProblemException problem() {
        return problem;
    }
}
