package io.lastword.query.web.list;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.entity.EntityId;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.currency.Demand;
import io.lastword.query.list.ListQuery;
import io.lastword.query.web.DemandReader;
import io.lastword.query.web.IdParameter;
import io.lastword.query.web.entity.EntityAnswers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Lists of entities: a page of them, or all in one stream. */
@RestController
class ListController {

    private final EntityTypes types;
    private final PageAnswers pages;
    private final ListStreams streams;
    private final ListParameters parameters;
    private final DemandReader demands;
    private final EntityAnswers entity;

    ListController(
            EntityTypes types,
            PageAnswers pages,
            ListStreams streams,
            ListParameters parameters,
            DemandReader demands,
            EntityAnswers entity) {
        this.types = types;
        this.pages = pages;
        this.streams = streams;
        this.parameters = parameters;
        this.demands = demands;
        this.entity = entity;
    }

    @GetMapping(
            path = "/v1/entities/{type}",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_NDJSON_VALUE})
    void list(@PathVariable String type, HttpServletRequest request, HttpServletResponse response) throws IOException {
        EntityType known = KnownTypes.require(types, type);
        EntityId id = IdParameter.of(request, ListParameters.OF_LISTS_ONLY);
        if (id != null) {
            entity.answer(known, id, request, response);
            return;
        }
        ListQuery query = parameters.query(known, request);
        Demand demand = demands.read(type, request).holdingNoThread();
        String cursor = request.getParameter(ListParameters.CURSOR);
        String limit = request.getParameter(ListParameters.LIMIT);
        if (wantsStream(request)) {
            streams.answer(query, cursor, limit, demand, request, response);
            return;
        }
        pages.answer(query, cursor, limit, demand, request, response);
    }

    /** Whether lines are preferred to a page. */
    private static boolean wantsStream(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept == null) {
            return false;
        }
        List<MediaType> accepted = MediaType.parseMediaTypes(accept);
        MimeTypeUtils.sortBySpecificity(accepted);
        for (MediaType each : accepted) {
            if (each.includes(MediaType.APPLICATION_JSON)) {
                return false;
            }
            if (each.includes(MediaType.APPLICATION_NDJSON)) {
                return true;
            }
        }
        return false;
    }
}
