package io.lastword.kit.http.problems;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Answers with a problem what the container has made an error of. When a request's body breaks off, Tomcat does so by
 * itself, and what the service had to say of it is dropped; this says it once more.
 */
@Controller
public class ErrorProblems implements ErrorController {

    private static final String PROBLEM = ErrorProblems.class.getName();

    /** Keeps the answer to the current request, if there is one. */
    static void remember(ResponseEntity<ProblemDetail> answer) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(PROBLEM, answer, RequestAttributes.SCOPE_REQUEST);
        }
    }

    /** Keeps the answer to a request that is not the current one of this thread. */
    static void remember(HttpServletRequest request, ResponseEntity<?> answer) {
        request.setAttribute(PROBLEM, answer);
    }

    @RequestMapping("${spring.web.error.path:/error}")
    ResponseEntity<?> answer(HttpServletRequest request) {
        if (request.getAttribute(PROBLEM) instanceof ResponseEntity<?> remembered) {
            return remembered;
        }
        HttpStatus status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? HttpStatus.resolve(code)
                : HttpStatus.NOT_FOUND;
        ProblemDetail problem = ProblemDetail.forStatus(status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status);
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
