package io.lastword.query.web.list;

import io.lastword.kit.http.rules.Clients;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.limit.FairShares;
import io.lastword.model.limit.Ticker;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.query.currency.Demand;
import io.lastword.query.list.ListPages;
import io.lastword.query.list.ListQuery;
import io.lastword.query.list.Page;
import io.lastword.query.web.AnswerMemory;
import io.lastword.query.web.CurrencyHeaders;
import io.lastword.query.web.SnapshotJson;
import io.lastword.query.web.SteadyOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers with whole lists, a line an entity. The next page is read once the one before is taken, so that a slow reader
 * costs one page of memory. Thread-safe.
 */
public final class ListStreams {

    private static final Logger LOG = LoggerFactory.getLogger(ListStreams.class);
    private static final int PAGE = 500;

    private final ListPages pages;
    private final JsonMapper json;
    private final AnswerMemory memory;
    private final FairShares places;

    /** @param most streams that may be under way at once */
    public ListStreams(ListPages pages, JsonMapper json, AnswerMemory memory, int most) {
        this.pages = pages;
        this.json = json;
        this.memory = memory;
        this.places = new FairShares("streams of lists", most, ProblemType.TOO_MANY_STREAMS);
    }

    /** How many streams are under way. */
    public long count() {
        return places.taken();
    }

    /**
     * Writes a list to its end, or to a line that is a problem.
     *
     * @throws ProblemException if there is nothing to begin with
     * @throws IOException if the client is gone
     */
    void answer(
            ListQuery query,
            @Nullable String cursor,
            @Nullable String limit,
            Demand demand,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (limit != null) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "limit='" + limit + "' is for pages, and a stream has none; leave it out, or accept "
                            + MediaType.APPLICATION_JSON_VALUE);
        }
        try (FairShares.Share place = places.take(Clients.of(request), 1);
                FairShares.Share room = memory.takeForStream(request)) {
            Page first = pages.page(query, cursor, PAGE, demand, memory.ofStream());
            CurrencyHeaders.forEach(first.current(), response::setHeader);
            response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
            write(query, first, demand.holdingThread(), new SteadyOutput(response.getOutputStream(), Ticker.SYSTEM));
        }
    }

    private void write(ListQuery query, Page first, Demand demand, OutputStream out) throws IOException {
        Page page = first;
        while (true) {
            SnapshotJson lines = new SnapshotJson();
            for (Page.Item item : page.items()) {
                lines.line(page.current().type(), page.current().incarnation(), item.snapshot(), item.distance());
            }
            lines.writeTo(out);
            String next = page.next();
            if (next == null) {
                out.write(new SnapshotJson()
                        .raw("{\"token\":")
                        .string(page.token().encode())
                        .raw(",\"unreadable\":" + page.unreadable() + "}\n")
                        .bytes());
                return;
            }
            try {
                page = pages.page(query, next, PAGE, demand, memory.ofStream());
            } catch (ProblemException e) {
                out.write(line(e, next));
                return;
            } catch (StoreUnavailableException e) {
                LOG.warn("Redis did not answer in the middle of a list: {}", e.getMessage());
                out.write(line(
                        new ProblemException(
                                ProblemType.STORE_UNAVAILABLE, "Redis did not answer; go on with cursor=next"),
                        next));
                return;
            }
        }
    }

    /** The problem, and the cursor from which the list goes on. */
    private byte[] line(ProblemException problem, String next) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", problem.type().uri());
        members.put("title", problem.type().title());
        members.put("status", problem.type().status());
        members.put("detail", problem.getMessage());
        members.putAll(problem.members());
        members.put("next", next);
        return (json.writeValueAsString(members) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
