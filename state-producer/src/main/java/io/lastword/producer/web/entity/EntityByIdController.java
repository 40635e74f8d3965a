package io.lastword.producer.web.entity;

import io.lastword.model.entity.EntityId;
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
    void delete(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam String id,
            @RequestParam(required = false) @Nullable String event) {
        writes.delete(new EntityId(id), CloudEventHeaders.read(request, event), request, response);
    }
}
