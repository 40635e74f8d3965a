package io.lastword.query.web;

import io.lastword.kit.http.Clients;
import io.lastword.kit.http.RawPath;
import io.lastword.kit.types.KnownTypes;
import io.lastword.model.EntityId;
import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.model.Times;
import io.lastword.query.history.History;
import io.lastword.query.history.HistoryCursor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The changes of one entity that the log still holds. */
@RestController
class HistoryController {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final EntityTypes types;
    private final History history;

    HistoryController(EntityTypes types, History history) {
        this.types = types;
        this.history = history;
    }

    @Operation(
            summary = "The changes of one entity that the log still holds, as they are found",
            description = "All of them within the type's history window; before that, compaction leaves the last one at"
                    + " least. A page may be short and still have next, where the time of a request was over. An answer"
                    + " that fails after its beginning was sent is cut off: the connection is closed before the end of"
                    + " the body.",
            parameters = {
                @Parameter(name = "type", in = ParameterIn.PATH, required = true, schema = @Schema(type = "string")),
                @Parameter(name = "id", in = ParameterIn.PATH, required = true, schema = @Schema(type = "string")),
                @Parameter(
                        name = "order",
                        in = ParameterIn.QUERY,
                        schema =
                                @Schema(
                                        type = "string",
                                        allowableValues = {"newest", "oldest"},
                                        defaultValue = "newest")),
                @Parameter(
                        name = "since",
                        in = ParameterIn.QUERY,
                        description = "only changes that are not older than this instant, by the log's time",
                        schema = @Schema(type = "string", format = "date-time")),
                @Parameter(
                        name = "limit",
                        in = ParameterIn.QUERY,
                        description = "most changes on a page, 1 to 1,000",
                        schema = @Schema(type = "integer", defaultValue = "100")),
                @Parameter(
                        name = "cursor",
                        in = ParameterIn.QUERY,
                        description = "the next of the page before",
                        schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "200",
            description = "A page, and where the history goes on if it does",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Shapes.History.class)))
    @LogProblems
    @GetMapping("/v1/history/{type}/{id}")
    void history(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RawPath path = RawPath.of(request);
        answer(KnownTypes.require(types, path.type()), EntityId.fromPathSegment(path.id()), request, response);
    }

    @Operation(
            summary = "The same for an id that a path cannot carry, such as one with a slash",
            parameters = {
                @Parameter(name = "type", in = ParameterIn.PATH, required = true, schema = @Schema(type = "string")),
                @Parameter(
                        name = IdParameter.NAME,
                        in = ParameterIn.QUERY,
                        required = true,
                        schema = @Schema(type = "string")),
                @Parameter(name = "order", in = ParameterIn.QUERY, schema = @Schema(type = "string")),
                @Parameter(name = "since", in = ParameterIn.QUERY, schema = @Schema(type = "string")),
                @Parameter(name = "limit", in = ParameterIn.QUERY, schema = @Schema(type = "integer")),
                @Parameter(name = "cursor", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "200",
            description = "As by path",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Shapes.History.class)))
    @LogProblems
    @GetMapping("/v1/history/{type}")
    void historyOfId(HttpServletRequest request, HttpServletResponse response) throws IOException {
        EntityType type = KnownTypes.require(types, RawPath.of(request).type());
        answer(type, IdParameter.required(request), request, response);
    }

    private void answer(EntityType type, EntityId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String since = request.getParameter("since");
        String cursor = request.getParameter("cursor");
        History.Wanted wanted = new History.Wanted(
                type,
                id,
                isNewestFirst(request.getParameter("order")),
                since == null ? null : instant("since", since),
                limit(request.getParameter("limit")),
                cursor == null ? null : HistoryCursor.decode(cursor));
        try {
            history.read(Clients.of(request), wanted, new HistoryStream(wanted, response));
        } catch (IOException e) {
            // The client is gone, and nobody else wants to know.
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                response.reset();
            }
            throw e;
        }
    }

    static Instant instant(String parameter, String text) {
        try {
            Instant instant = Times.read(text);
            if (instant != null) {
                // The log's times are in milliseconds.
                return Instant.ofEpochMilli(instant.toEpochMilli());
            }
        } catch (ArithmeticException e) {
            // Answered below, like what is no instant.
        }
        throw new ProblemException(
                ProblemType.INVALID_PARAMETER,
                parameter + "='" + text
                        + "' is not an instant; write it like 2026-03-01T12:00:00.123Z, with + sent as %2B");
    }

    private static boolean isNewestFirst(@Nullable String order) {
        if (order == null || order.equals("newest")) {
            return true;
        }
        if (order.equals("oldest")) {
            return false;
        }
        throw new ProblemException(ProblemType.INVALID_PARAMETER, "order='" + order + "' is neither newest nor oldest");
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number that is out of range.
        }
        throw new ProblemException(
                ProblemType.INVALID_PARAMETER, "limit='" + text + "' is not a number from 1 to " + MAX_LIMIT);
    }
}
