package io.lastword.producer.web;

import io.lastword.producer.write.BulkResult;
import io.lastword.producer.write.BulkWriter;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Writes of many entities in one request. */
@RestController
class BulkController {

    private final BulkWriter writer;

    BulkController(BulkWriter writer) {
        this.writer = writer;
    }

    @PostMapping(
            path = "/v1/entities/{type}",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Write a stream of changes, of any length",
            description = "One change a line. Bad lines are skipped and reported; the good ones are in the log, on all"
                    + " in-sync replicas, when the answer comes. Changes of one id keep their order. If the log fails"
                    + " midway, the problem (503, or 504 if lines are unknown) has the members accepted,"
                    + " rejectedCount, rejected, unknown and notWritten (line ranges such as 120-340), notReadFrom (a"
                    + " line number; absent if all was read) and token (for what was accepted).",
            parameters =
                    @Parameter(
                            name = "type",
                            in = ParameterIn.PATH,
                            required = true,
                            schema = @Schema(type = "string")),
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                            schema = @Schema(type = "string"),
                                            examples = @ExampleObject("""
                            {"id":"d-1","state":{"battery":80},"event":"registered"}
                            {"id":"d-2","deleted":true}
                            """))))
    @ApiResponse(
            responseCode = "200",
            description = "Read to the end; rejected lists the first 1,000 bad lines, token is absent if nothing was"
                    + " accepted")
    @ApiResponse(
            responseCode = "415",
            description = "The body is not declared as application/x-ndjson",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemDetail.class)))
    @WriteProblems
    BulkResult write(HttpServletRequest request) throws IOException {
        return writer.write(EntityPath.type(request), request.getInputStream());
    }
}
