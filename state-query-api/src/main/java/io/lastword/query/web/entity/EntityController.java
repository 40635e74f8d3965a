package io.lastword.query.web.entity;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.entity.EntityId;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
