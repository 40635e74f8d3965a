package io.lastword.producer.web;

import io.lastword.producer.write.WriteRules;
import org.springframework.http.MediaType;
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
    ResponseEntity<byte[]> schema(@PathVariable String type) {
        return ResponseEntity.ok().contentType(MediaType.valueOf(SCHEMA_JSON)).body(rules.schema(type));
    }
}
