package io.lastword.query.web.entity;

import io.lastword.kit.http.rules.Clients;
import io.lastword.kit.http.rules.RawPath;
import io.lastword.kit.types.KnownTypes;
import io.lastword.model.entity.EntityId;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.text.Times;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.history.History;
import io.lastword.query.history.HistoryCursor;
import io.lastword.query.web.AnswerMemory;
import io.lastword.query.web.IdParameter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The changes of one entity that the log still holds. */
@RestController
class HistoryController {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final EntityTypes types;
    private final History history;
    private final AnswerMemory memory;

    HistoryController(EntityTypes types, History history, AnswerMemory memory) {
        this.types = types;
        this.history = history;
        this.memory = memory;
    }

    @GetMapping("/v1/history/{type}/{id}")
    void history(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RawPath path = RawPath.of(request);
        answer(KnownTypes.require(types, path.type()), EntityId.fromPathSegment(path.id()), request, response);
    }

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
        try (HistoryStream stream = new HistoryStream(wanted, response, () -> memory.takeForHistory(request))) {
            history.read(Clients.of(request), wanted, stream);
        } catch (IOException e) {
            // The client is gone, and nobody else wants to know.
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                response.resetBuffer();
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
