package io.lastword.producer.web.entity;

import io.lastword.kit.http.rules.RawPath;
import io.lastword.model.entity.EntityId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
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
    void put(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam(required = false) @Nullable String event)
            throws IOException {
        CloudEventHeaders headers = CloudEventHeaders.read(request, event);
        writes.put(EntityId.fromPathSegment(RawPath.of(request).id()), headers, request, response);
    }

    @DeleteMapping
    void delete(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam(required = false) @Nullable String event) {
        CloudEventHeaders headers = CloudEventHeaders.read(request, event);
        writes.delete(EntityId.fromPathSegment(RawPath.of(request).id()), headers, request, response);
    }
}
