package io.lastword.producer.web.entity;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses conditional writes, which would otherwise happen unconditionally. */
public final class ConditionalWriteRefusal implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        for (String header : new String[] {HttpHeaders.IF_MATCH, HttpHeaders.IF_NONE_MATCH}) {
            if (request.getHeader(header) != null) {
                throw new ProblemException(
                        ProblemType.CONDITIONAL_WRITES_NOT_SUPPORTED,
                        "the header " + header + " cannot be honoured on a write; nothing was written, leave it out to"
                                + " write unconditionally");
            }
        }
        return true;
    }
}
