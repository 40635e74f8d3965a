package io.lastword.query.web;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.InvalidIdException;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The parameter {@code id}, which carries every id that the log may hold; the path cannot. */
public final class IdParameter {

    static final String NAME = "id";

    private IdParameter() {}

    /**
     * The id that the request names beside its path, or null if it names none.
     *
     * @param others parameters that mean nothing for one entity
     * @throws ProblemException if the id is not usable, or stands beside one of the others
     */
    public static @Nullable EntityId of(HttpServletRequest request, String... others) {
        String[] ids = request.getParameterValues(NAME);
        if (ids == null) {
            return null;
        }
        if (ids.length > 1) {
            throw invalid("id is given " + ids.length + " times; give it once, or look many up by POST /v1/lookup");
        }
        for (String other : others) {
            if (request.getParameter(other) != null) {
                throw invalid(other + " is given beside id, and means nothing for one entity; leave one out");
            }
        }
        try {
            return new EntityId(ids[0]);
        } catch (InvalidIdException e) {
            throw new ProblemException(ProblemType.INVALID_ID, String.valueOf(e.getMessage()));
        }
    }

    /** The same, where there must be one. */
    public static EntityId required(HttpServletRequest request) {
        EntityId id = of(request);
        if (id == null) {
            throw invalid("id is missing; add id=ID, or write it into the path");
        }
        return id;
    }

    private static ProblemException invalid(String flaw) {
        return new ProblemException(ProblemType.INVALID_PARAMETER, flaw);
    }
}
