package io.lastword.kit.http.problems;

import io.lastword.kit.http.body.RefusedBodies;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers with a problem what Tomcat refuses before Spring sees it, such as a path that is not well-formed, and closes the
 * connection of an answer that is to be cut off.
 */
public final class TomcatProblemValve extends ErrorReportValve {

    /** Tomcat knows a line or headers beyond its buffer by this text only. */
    private static final String TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class).getString("iib.requestheadertoolarge.error");

    private static final String LIMIT = "server.max-http-request-header-size (8KB unless it was set)";

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        super.invoke(request, response);
        if (RefusedBodies.isLeftUnread(request)) {
            response.getCoyoteResponse().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
        if (CutOff.isDue(request)) {
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        }
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            String problem = status == HttpStatus.BAD_REQUEST ? describe(request, response) : describe(status);
            // Nobody knows where the next request would begin.
            response.setHeader("Connection", "close");
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setHeader("Cache-Control", "no-cache");
            response.setCharacterEncoding(StandardCharsets.UTF_8.name());
            response.getReporter().write(problem);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // The client is gone, and nobody else wants to know.
        }
    }

    private static String describe(Request request, Response response) {
        if (!(request.getCoyoteRequest().getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable cause)
                || !TOO_LARGE.equals(cause.getMessage())) {
            return describe(
                    ProblemType.MALFORMED_REQUEST,
                    "the request could not be read; its path and query must be well-formed UTF-8, percent-encoded and"
                            + " without U+0000, and its headers as HTTP has them");
        }
        // Tomcat takes the target over once it has read it to its end.
        boolean lineIsComplete = !request.getCoyoteRequest().requestURI().isNull();
        ProblemType type = lineIsComplete ? ProblemType.HEADERS_TOO_LARGE : ProblemType.PATH_TOO_LONG;
        response.setStatus(type.status());
        return describe(
                type,
                lineIsComplete
                        ? "the request's headers are larger than " + LIMIT
                        : "the request's path and query are longer than " + LIMIT
                                + "; POST /v1/lookup takes more ids than fit here");
    }

    private static String describe(HttpStatus status) {
        return json("about:blank", status.getReasonPhrase(), status.value(), "the server could not answer the request");
    }

    private static String describe(ProblemType type, String detail) {
        return json(type.uri(), type.title(), type.status(), detail);
    }

    private static String json(String type, String title, int status, String detail) {
        return "{\"type\":\"" + type + "\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\"" + detail
                + "\"}";
    }
}
