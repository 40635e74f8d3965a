package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A walk over all pages of a list, each from another query instance than the page before. */
final class Pages {

    private final RunningSystem system;
    private final String path;
    private int every = Integer.MAX_VALUE;
    private Runnable between = () -> {};
    private int count;

    /**
     * A walk that has not begun.
     *
     * @param path with the list's query
     * @param after token that every page is to have reached
     */
    Pages(RunningSystem system, String path, String after) {
        this.system = system;
        this.path = path + "&timeout=20s&after=" + after;
    }

    /** Has something be done after the second of every so many pages, if it is not the last. */
    void atEvery(int pages, Runnable action) {
        every = pages;
        between = action;
    }

    /** The items of all pages. */
    List<JsonNode> items() {
        List<JsonNode> items = new ArrayList<>();
        String token = null;
        String cursor = "";
        while (true) {
            Http query = system.queries().get(count++ % system.queries().size());
            Http.Answer page = query.get(path + cursor);
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            page.json().path("items").forEach(items::add);
            token = token == null ? page.text("token") : token;
            assertThat(page.text("token")).as("the first page's token").isEqualTo(token);
            if (!page.json().has("next")) {
                return items;
            }
            assertThat(cursor).as("the place behind page %d", count).isNotEqualTo("&cursor=" + page.text("next"));
            cursor = "&cursor=" + page.text("next");
            if (count % every == 2) {
                between.run();
            }
        }
    }

    /** How many pages there were. */
    int count() {
        return count;
    }
}
