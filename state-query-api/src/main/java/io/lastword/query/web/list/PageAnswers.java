package io.lastword.query.web.list;

import io.lastword.kit.http.rules.Clients;
import io.lastword.model.limit.FairShares;
import io.lastword.model.problem.ProblemType;
import io.lastword.query.currency.Demand;
import io.lastword.query.list.ListPages;
import io.lastword.query.list.ListQuery;
import io.lastword.query.list.Page;
import io.lastword.query.snapshot.Allowance;
import io.lastword.query.web.AnswerMemory;
import io.lastword.query.web.CurrencyHeaders;
import io.lastword.query.web.SnapshotJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers with one page of a list, and the cursor of the next. Thread-safe. */
public final class PageAnswers {

    private static final int MOST_BY_DISTANCE = 64;

    private final FairShares byDistance = new FairShares("lists by distance", MOST_BY_DISTANCE, ProblemType.TOO_BUSY);
    private final ListPages pages;
    private final AnswerMemory memory;

    public PageAnswers(ListPages pages, AnswerMemory memory) {
        this.pages = pages;
        this.memory = memory;
    }

    /** @param cursor of the page, or null for the first one */
    void answer(
            ListQuery query,
            @Nullable String cursor,
            @Nullable String limit,
            Demand demand,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        try (FairShares.Share place = place(query, request);
                Allowance allowance = memory.open(request)) {
            Page page = pages.page(query, cursor, ListParameters.limit(limit), demand, allowance);
            CurrencyHeaders.forEach(page.current(), response::setHeader);
            body(page).send(response);
        }
    }

    private FairShares.Share place(ListQuery query, HttpServletRequest request) {
        String client = Clients.of(request);
        return query.isByDistance() ? byDistance.take(client, 1) : byDistance.open(client);
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
}
