package io.lastword.producer.web;

import io.lastword.producer.write.WriteRules;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What the states of a type must be like. */
@RestController
class SchemaController {

    private static final String SCHEMA_JSON = "application/schema+json";

    private final WriteRules rules;

    SchemaController(WriteRules rules) {
        this.rules = rules;
    }

    @GetMapping(path = "/v1/types/{type}/schema", produces = SCHEMA_JSON)
    @Operation(
            summary = "The JSON Schema of a type's states",
            description =
                    "JSON Schema 2020-12, as the types' configuration names it. A write that violates it is refused"
                            + " with 422.")
    @ApiResponse(
            responseCode = "200",
            description = "The schema, byte for byte",
            content = @Content(mediaType = SCHEMA_JSON, schema = @Schema(type = "object")))
    @ApiResponse(
            responseCode = "404",
            description = "There is no such entity type, or it has no schema",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemDetail.class)))
    ResponseEntity<byte[]> schema(@PathVariable String type) {
        return ResponseEntity.ok().contentType(MediaType.valueOf(SCHEMA_JSON)).body(rules.schema(type));
    }
}
