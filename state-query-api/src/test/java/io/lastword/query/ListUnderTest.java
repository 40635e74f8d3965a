package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.types.IndexSettings;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What tests of lists have in common: declared indexes, and walks over pages. */
final class ListUnderTest {

    static final String PATH = "/v1/entities/device";

    static final Map<String, IndexSettings> INDEXES = Map.of(
            "status", new IndexSettings(Kind.STRING, null, null, null),
            "battery", new IndexSettings(Kind.NUMBER, null, null, null),
            "on", new IndexSettings(Kind.BOOLEAN, null, null, null),
            "seen", new IndexSettings(Kind.INSTANT, "/times/seen", null, null),
            "place", new IndexSettings(Kind.GEO, null, null, null));

    /** The same declarations, for the service. */
    static final String[] ARGUMENTS = {
        "--lastword.types.device.indexes.status.kind=string",
        "--lastword.types.device.indexes.battery.kind=number",
        "--lastword.types.device.indexes.on.kind=boolean",
        "--lastword.types.device.indexes.seen.kind=instant",
        "--lastword.types.device.indexes.seen.field=/times/seen",
        "--lastword.types.device.indexes.place.kind=geo",
        "--lastword.types.plain.partitions=1",
    };

    private ListUnderTest() {}

    /** A page of the list. */
    static JsonNode page(ApiUnderTest api, String query) {
        HttpResponse<String> answer = api.get(PATH + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ApiUnderTest.json(answer);
    }

    /** The ids of all pages, doing something after each page. */
    static List<String> walk(ApiUnderTest api, String query, int limit, Runnable afterEach) {
        List<String> ids = new ArrayList<>();
        String token = null;
        String next = "";
        while (next != null) {
            JsonNode page = page(api, query + (query.isEmpty() ? "?" : "&") + "limit=" + limit + next);
            assertThat(page.get("items").size()).isLessThanOrEqualTo(limit);
            ids.addAll(ids(page));
            token = token == null ? page.get("token").stringValue() : token;
            assertThat(page.get("token").stringValue()).isEqualTo(token);
            next = page.has("next") ? "&cursor=" + page.get("next").stringValue() : null;
            afterEach.run();
        }
        return ids;
    }

    static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.get("items").forEach(item -> ids.add(item.get("id").stringValue()));
        return ids;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static void assertProblem(HttpResponse<String> answer, int status, String problem) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"urn:lastword:problem:" + problem + "\"");
    }
}
