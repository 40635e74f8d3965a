package io.lastword.query.web;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.EntityId;
import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The current state of one entity. The path that is asked most is read and answered on the servlet's own terms: binding
 * its parameters and converting its body would cost as much as the look-up.
 */
@RestController
class EntityController {

    private static final int TYPE_SEGMENT = 3;
    private static final int ID_SEGMENT = 4;

    private final EntityTypes types;
    private final EntityAnswers answers;

    EntityController(EntityTypes types, EntityAnswers answers) {
        this.types = types;
        this.answers = answers;
    }

    @Operation(
            summary = "The current state of one entity, with the position that it is true at",
            parameters = {
                @Parameter(name = "type", in = ParameterIn.PATH, required = true, schema = @Schema(type = "string")),
                @Parameter(
                        name = "id",
                        in = ParameterIn.PATH,
                        required = true,
                        description = "Percent-encoded; 1 to 255 characters without control characters, / \\ ;",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = DemandReader.AFTER,
                        in = ParameterIn.QUERY,
                        description = "a token: wait until its positions are folded",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = DemandReader.TIMEOUT,
                        in = ParameterIn.QUERY,
                        description = "how long to wait for the token, such as 2s",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = DemandReader.MAX_STALE,
                        in = ParameterIn.QUERY,
                        description = "how long ago the snapshots may have been caught up, such as 5s",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = EntityAnswers.AS_OF,
                        in = ParameterIn.QUERY,
                        description = "the state at this instant, by the log's time, instead of the current one; an"
                                + " instant of just now is waited for until it is past and no change of it can come;"
                                + " after, timeout, maxStale and If-None-Match mean nothing then, and the answer has no"
                                + " ETag, position or caught-up-at",
                        schema = @Schema(type = "string", format = "date-time")),
                @Parameter(
                        name = HttpHeaders.IF_NONE_MATCH,
                        in = ParameterIn.HEADER,
                        description = "answer 304 if the ETag is still this one",
                        schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "200",
            description = "Found: type, id, incarnation, revision, event, updatedAt, state",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(type = "string")),
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Shapes.Snapshot.class)))
    @ApiResponse(
            responseCode = "304",
            description = "Not changed since the ETag in If-None-Match",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "404",
            description = "No such type; or the entity does not exist at the stated position",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "409",
            description = "The entity's last change could not be read",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = ProblemDetail.class)))
    @ReadProblems
    @GetMapping("/v1/entities/{type}/{id}")
    void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = segments(request);
        EntityType type = KnownTypes.require(types, path[TYPE_SEGMENT]);
        answers.answer(type, EntityId.fromPathSegment(path[ID_SEGMENT]), request, response);
    }

    /** Of the path as it was sent: Spring's path variables lose matrix parameters and replace broken UTF-8. */
    private static String[] segments(HttpServletRequest request) {
        return request.getRequestURI()
                .substring(request.getContextPath().length())
                .split("/", -1);
    }
}
