package io.lastword.producer.web;

import io.lastword.model.EntityId;
import io.lastword.producer.write.Written;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The end of entities whose ids other writers have given, and which no path can carry. */
@RestController
class EntityByIdController {

    private final SingleWrites writes;

    EntityByIdController(SingleWrites writes) {
        this.writes = writes;
    }

    @DeleteMapping(path = "/v1/entities/{type}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "End the entity of any id that the log may have",
            description =
                    "As by path, for ids that were not written here: with / or control characters, . and .., or of"
                            + " up to 1,024 bytes. Such entities can be ended and not written, so that they do not become more.",
            parameters =
                    @Parameter(
                            name = "type",
                            in = ParameterIn.PATH,
                            required = true,
                            schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "200",
            description = "Written",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Written.class)))
    @WriteProblems
    @CloudEventParameters
    void delete(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam String id,
            @RequestParam(required = false) @Nullable String event) {
        writes.delete(new EntityId(id), CloudEventHeaders.read(request, event), request, response);
    }
}
