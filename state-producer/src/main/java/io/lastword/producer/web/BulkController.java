package io.lastword.producer.web;

import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.producer.write.BulkResult;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Writes of many entities in one request. */
@RestController
class BulkController {

    private static final String EVERY_LINE = "all";
    private static final String REJECTED_LINES = "rejected";

    private final BulkRuns runs;

    BulkController(BulkRuns runs) {
        this.runs = runs;
    }

    @PostMapping(
            path = "/v1/entities/{type}",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_NDJSON_VALUE})
    @Operation(
            summary = "Write a stream of changes, of any length",
            description = "One change a line. Bad lines are skipped and reported; the good ones are in the log, on all"
                    + " in-sync replicas, when the answer comes. Changes of one id keep their order. If the log fails"
                    + " midway, the problem (503, or 504 if lines are unknown) has the members accepted,"
                    + " rejectedCount, rejected, unknown and notWritten (line ranges such as 120-340), notReadFrom (a"
                    + " line number; absent if all was read) and token (for what was accepted). With Accept:"
                    + " application/x-ndjson the answer is a stream that can be read while the lines are sent: an"
                    + " object a line, whose kind is rejected (line, id, reason), progress (lines read, accepted,"
                    + " rejectedCount, inFlight; about once a second), and last done (lines, accepted, rejectedCount,"
                    + " token) or failed (problem); with results=all also accepted (line, partition, revision),"
                    + " unknown and not-written. Results that the client leaves unread slow the write down, and beyond"
                    + " a limit become one line of kind summarised (lines, counts, rejectedLines as ranges).",
            parameters = {
                @Parameter(name = "type", in = ParameterIn.PATH, required = true, schema = @Schema(type = "string")),
                @Parameter(
                        name = "Content-Encoding",
                        in = ParameterIn.HEADER,
                        description = "How the body is compressed; default not at all",
                        schema =
                                @Schema(
                                        type = "string",
                                        allowableValues = {"gzip", "identity"}))
            },
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
                    + " accepted. A stream is always answered with 200, and its last line says how it ended",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = BulkResult.class)),
                @Content(
                        mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject("""
                        {"kind":"rejected","line":17,"id":"d-9","reason":"the state is an array; it must be one JSON object"}
                        {"kind":"progress","lines":120000,"accepted":118500,"rejectedCount":1,"inFlight":1499}
                        {"kind":"done","lines":150000,"accepted":149999,"rejectedCount":1,"token":"AQZkZXZpY2U..."}
                        """))
            })
    @ApiResponse(
            responseCode = "415",
            description = "The body is not declared as application/x-ndjson, or is encoded with something else than"
                    + " gzip",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemDetail.class)))
    @WriteProblems
    void write(
            HttpServletRequest request,
            HttpServletResponse response,
            @Parameter(
                            description = "Which lines a result stream reports one by one",
                            schema =
                                    @Schema(
                                            type = "string",
                                            defaultValue = REJECTED_LINES,
                                            allowableValues = {REJECTED_LINES, EVERY_LINE}))
                    @RequestParam(defaultValue = REJECTED_LINES)
                    String results)
            throws IOException {
        boolean streamed = isStreamWanted(request);
        boolean everyLine = isEveryLineWanted(results, streamed);
        runs.start(request, response, streamed, everyLine);
    }

    private static boolean isStreamWanted(HttpServletRequest request) {
        List<MediaType> accepted = MediaType.parseMediaTypes(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
        MimeTypeUtils.sortBySpecificity(accepted);
        for (MediaType type : accepted) {
            if (type.includes(MediaType.APPLICATION_JSON)) {
                return false;
            }
            if (type.includes(MediaType.APPLICATION_NDJSON)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEveryLineWanted(String results, boolean streamed) {
        if (!results.equals(REJECTED_LINES) && !results.equals(EVERY_LINE)) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "the parameter 'results' is neither '" + REJECTED_LINES + "' nor '" + EVERY_LINE
                            + "'; nothing was written");
        }
        if (results.equals(EVERY_LINE) && !streamed) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "results=" + EVERY_LINE + " needs the header Accept: " + MediaType.APPLICATION_NDJSON_VALUE
                            + "; nothing was written");
        }
        return results.equals(EVERY_LINE);
    }
}
