package io.lastword.kit.http.rules;

import io.lastword.kit.http.HttpConfiguration;
import io.lastword.kit.http.problems.CommonProblems;
import io.lastword.kit.types.TypesConfiguration;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A service that does nothing, and counts how often it was asked to. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({HttpConfiguration.class, TypesConfiguration.class, Things.Web.class, Things.Advice.class})
class Things {

    @RestController
    static class Web {

        final AtomicInteger opened = new AtomicInteger();

        @GetMapping({"/v1/things", "/v1/things/{type}", "/v1/things/{type}/{id}", "/v1/watch/{type}"})
        Map<String, String> get(HttpServletRequest request) {
            opened.incrementAndGet();
            return Map.of("parameters", request.getParameterMap().keySet().toString());
        }

        @PostMapping("/v1/things/{type}")
        Map<String, String> post(HttpServletRequest request) {
            opened.incrementAndGet();
            return Map.of("parameters", request.getParameterMap().keySet().toString());
        }

        @PutMapping("/v1/things/{type}/{id}")
        Map<String, String> put(HttpServletRequest request) {
            try {
                return Map.of("body", new String(request.getInputStream().readNBytes(1 << 20), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new ProblemException(ProblemType.INVALID_BODY, "the body breaks off");
            }
        }
    }

    @RestControllerAdvice
    static class Advice extends CommonProblems {}
}
