package io.lastword.kit.http.problems;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Has an answer that fails after its beginning was sent cut off, so that nobody takes what arrived for the whole of it. It
 * is too late for a problem then, which would stand in the middle of the answer. {@link TomcatProblemValve} closes the
 * connection.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class CutOff implements HandlerExceptionResolver {

    private static final Logger LOG = LoggerFactory.getLogger(CutOff.class);
    private static final String MARK = CutOff.class.getName();

    /** Whether the answer to a request is to have no end. */
    static boolean isDue(ServletRequest request) {
        return request.getAttribute(MARK) != null;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        // Tomcat counts an answer as committed from when the request's body has broken off; that is a problem of its
        // own.
        if (!response.isCommitted() || request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) {
            return null;
        }
        if (failure instanceof IOException) {
            LOG.debug("a client went away", failure);
        } else {
            LOG.error("an answer failed after its beginning was sent and is cut off", failure);
        }
        request.setAttribute(MARK, Boolean.TRUE);
        return new ModelAndView();
    }
}
