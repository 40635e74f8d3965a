package io.lastword.producer.web;

import io.lastword.kit.http.RawPath;
import io.lastword.model.EntityId;
import io.lastword.model.Events;
import io.lastword.producer.write.Written;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Writes of one entity. */
@RestController
@RequestMapping(path = "/v1/entities/{type}/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class EntityController {

    private final SingleWrites writes;

    EntityController(SingleWrites writes) {
        this.writes = writes;
    }

    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Make the body the entity's full state",
            description =
                    "Answered once all in-sync replicas of the log have the change. The record carries the ce- headers"
                            + " of the request, any others than those below too, percent-decoded once.",
            parameters = {
                @Parameter(name = "type", in = ParameterIn.PATH, required = true, schema = @Schema(type = "string")),
                @Parameter(
                        name = "id",
                        in = ParameterIn.PATH,
                        required = true,
                        description = "Percent-encoded; 1 to 255 characters without control characters, / \\ ;",
                        schema = @Schema(type = "string"))
            },
            requestBody =
                    @RequestBody(
                            required = true,
                            description = "The full state: one JSON object in UTF-8, kept byte for byte",
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(type = "object"))))
    @ApiResponse(
            responseCode = "200",
            description = "Written",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Written.class)))
    @ApiResponse(
            responseCode = "413",
            description = "The state is larger than the type allows",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "415",
            description = "The body is not declared as application/json",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "422",
            description = "The state violates the type's schema, as violations lists, or the type's lifecycle does not"
                    + " have the event for this; nothing was written",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemDetail.class)))
    @WriteProblems
    @CloudEventParameters
    void put(
            HttpServletRequest request,
            HttpServletResponse response,
            @Parameter(
                            description =
                                    "The lifecycle event: " + Events.RULE
                                            + "; one that the type declares, if it declares any; default updated, or as the type's declaration has it")
                    @RequestParam(required = false)
                    @Nullable
                    String event)
            throws IOException {
        CloudEventHeaders headers = CloudEventHeaders.read(request, event);
        writes.put(EntityId.fromPathSegment(RawPath.of(request).id()), headers, request, response);
    }

    @DeleteMapping
    @Operation(
            summary = "End the entity",
            description = "Writes a tombstone, also where there is no such entity. Answered once all in-sync replicas"
                    + " of the log have it.",
            parameters = {
                @Parameter(name = "type", in = ParameterIn.PATH, required = true, schema = @Schema(type = "string")),
                @Parameter(name = "id", in = ParameterIn.PATH, required = true, schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "200",
            description = "Written",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Written.class)))
    @ApiResponse(
            responseCode = "422",
            description = "The type's lifecycle does not have the event for this; nothing was written",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemDetail.class)))
    @WriteProblems
    @CloudEventParameters
    void delete(
            HttpServletRequest request,
            HttpServletResponse response,
            @Parameter(
                            description =
                                    "The lifecycle event: " + Events.RULE
                                            + "; one that the type declares, if it declares any; default deregistered, or as the type's declaration has it")
                    @RequestParam(required = false)
                    @Nullable
                    String event) {
        CloudEventHeaders headers = CloudEventHeaders.read(request, event);
        writes.delete(EntityId.fromPathSegment(RawPath.of(request).id()), headers, request, response);
    }
}
