package io.lastword.kit.http.problems;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** Problems (RFC 9457) as they are sent. */
public final class Problems {

    private Problems() {}

    /** The body of an answer, its members in the order of their names. */
    public static ProblemDetail describe(ProblemException e) {
        ProblemType type = e.type();
        ProblemDetail problem = ProblemDetail.forStatus(type.status());
        problem.setType(URI.create(type.uri()));
        problem.setTitle(type.title());
        problem.setDetail(e.getMessage());
        new TreeMap<>(e.members()).forEach(problem::setProperty);
        return problem;
    }

    /** What is said of a failure that nobody foresaw. */
    public static ProblemDetail fault() {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "this is a fault of the service; its log says more");
    }

    /** The same with what is known of it all the same. */
    public static ProblemDetail fault(Map<String, ?> members) {
        ProblemDetail problem = fault();
        new TreeMap<>(members).forEach(problem::setProperty);
        return problem;
    }

    /**
     * Keeps the answer to a request that is answered by another thread than its own: when its body breaks off, the container
     * makes an error of it, and asks once more.
     */
    public static void remember(HttpServletRequest request, ResponseEntity<?> answer) {
        ErrorProblems.remember(request, answer);
    }

    public static ResponseEntity<ProblemDetail> answer(ProblemException e) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(e.type().status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        Duration retryAfter = e.retryAfter();
        if (retryAfter != null) {
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(retryAfter)));
        }
        return answer.body(describe(e));
    }

    /** Sends an answer from outside of Spring's dispatcher. */
    public static void send(ProblemException problem, HttpServletResponse response, JsonMapper json)
            throws IOException {
        ResponseEntity<ProblemDetail> answer = answer(problem);
        response.setStatus(answer.getStatusCode().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        String retryAfter = answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER);
        if (retryAfter != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        // Without its length: Tomcat closes the request's body with an answer that is whole.
        response.getOutputStream().write(json.writeValueAsBytes(answer.getBody()));
    }

    /** At least one, since a client that comes back at once has not waited. */
    private static long wholeSeconds(Duration delay) {
        return Math.max(1, delay.plusNanos(999_999_999).toSeconds());
    }
}
