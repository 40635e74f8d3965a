package io.lastword.producer.web.entity;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Locale;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses the headers of one CloudEvent on a request that is many changes, which would otherwise lose them. */
public final class CloudEventRefusal implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!request.getMethod().equals("POST")) {
            return true;
        }
        for (String header : Collections.list(request.getHeaderNames())) {
            if (header.toLowerCase(Locale.ROOT).startsWith(CloudEventHeaders.PREFIX)) {
                throw new ProblemException(
                        ProblemType.INVALID_CLOUD_EVENT,
                        "the header " + header.toLowerCase(Locale.ROOT)
                                + " says what one change is as a CloudEvent, and a bulk write"
                                + " has many; leave it out, or send each change with PUT or DELETE; nothing was written");
            }
        }
        return true;
    }
}
