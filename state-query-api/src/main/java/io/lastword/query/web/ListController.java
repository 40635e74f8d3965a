package io.lastword.query.web;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.EntityId;
import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.query.list.ListPages;
import io.lastword.query.list.ListQuery;
import io.lastword.query.list.Page;
import io.lastword.query.lookup.Demand;
import io.lastword.query.snapshot.Allowance;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Lists of entities: a page of them, or all in one stream. */
@RestController
class ListController {

    private final EntityTypes types;
    private final ListPages pages;
    private final ListStreams streams;
    private final ListParameters parameters;
    private final DemandReader demands;
    private final AnswerMemory memory;
    private final EntityAnswers entity;

    ListController(
            EntityTypes types,
            ListPages pages,
            ListStreams streams,
            ListParameters parameters,
            DemandReader demands,
            AnswerMemory memory,
            EntityAnswers entity) {
        this.types = types;
        this.pages = pages;
        this.streams = streams;
        this.parameters = parameters;
        this.demands = demands;
        this.memory = memory;
        this.entity = entity;
    }

    @Operation(
            summary = "The entities of a type: in the order of their ids or of a declared index, or the nearest first",
            description = "With Accept: application/x-ndjson all of them in one stream, a snapshot a line, that ends"
                    + " with a line {\"token\",\"unreadable\"}; one that ends with a problem instead, or with neither,"
                    + " is not complete. Entities whose last change could not be read are in no list, but counted.",
            parameters = {
                @Parameter(
                        name = ListParameters.PREFIX,
                        in = ParameterIn.QUERY,
                        description = "what the ids begin with",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = ListParameters.WHERE,
                        in = ParameterIn.QUERY,
                        description = "conditions on declared fields, all of which must be met: field:value,"
                                + " field<value, field<=value, field>value, field>=value, field^=beginning",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = ListParameters.NEAR,
                        in = ParameterIn.QUERY,
                        description = "LAT,LON in degrees; with radius",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = ListParameters.RADIUS,
                        in = ParameterIn.QUERY,
                        description = "metres; with near",
                        schema = @Schema(type = "number")),
                @Parameter(
                        name = ListParameters.LIMIT,
                        in = ParameterIn.QUERY,
                        description = "most items on a page, 1 to 1,000; not for a stream",
                        schema = @Schema(type = "integer", defaultValue = "100")),
                @Parameter(
                        name = ListParameters.CURSOR,
                        in = ParameterIn.QUERY,
                        description = "the next of the page before, with the same parameters",
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
                        schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "200",
            description = "A page, and where the list goes on if it does; or the stream",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = Shapes.EntityList.class)),
                @Content(mediaType = MediaType.APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "422",
            description = "Too many entities stand in one spot to be sorted by distance",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "404",
            description = "No such type",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = ProblemDetail.class)))
    @ReadProblems
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
        try (Allowance allowance = memory.open(request)) {
            Page page = pages.page(query, cursor, ListParameters.limit(limit), demand, allowance);
            CurrencyHeaders.forEach(page.current(), response::setHeader);
            body(page).send(response);
        }
    }

    private static SnapshotJson body(Page page) {
        SnapshotJson items = new SnapshotJson();
        for (Page.Item item : page.items()) {
            items.comma()
                    .snapshot(page.current().type(), page.current().incarnation(), item.snapshot(), item.distance());
        }
        SnapshotJson body = new SnapshotJson().raw("{\"items\":[").append(items).raw("]");
        String next = page.next();
        if (next != null) {
            body.raw(",\"next\":").string(next);
        }
        return body.raw(",\"token\":").string(page.token().encode()).raw(",\"unreadable\":" + page.unreadable() + "}");
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
