package io.lastword.query.web;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Set;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Describes, once for all operations, the headers by which answers say how current they are and when to retry. */
@Component
class CurrencyDescribed implements OperationCustomizer {

    private static final Set<String> ANSWERED = Set.of("200", "304", "404", "409");

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        operation.getResponses().forEach((status, response) -> {
            if (handler.hasMethodAnnotation(ReadProblems.class) && ANSWERED.contains(status)) {
                header(
                        response,
                        CurrencyHeaders.CAUGHT_UP_AT,
                        "what the log held at this time is in the answer; absent where that is not known, or with asOf");
                header(
                        response,
                        CurrencyHeaders.POSITION,
                        "type/partition@offset, for answers from one partition; absent with asOf");
            }
            if (status.equals("503") || status.equals("504")) {
                header(response, "Retry-After", "seconds");
            }
        });
        return operation;
    }

    private static void header(ApiResponse response, String name, String description) {
        response.addHeaderObject(name, new Header().description(description).schema(new StringSchema()));
    }
}
