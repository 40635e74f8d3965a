package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The files of the page, as a browser asks for them. */
class PageFilesIT {

    private static final Pattern REFERENCE =
            Pattern.compile("(?:from '\\./|href=\"page/|src=\"page/|url\\('|new Worker\\('page/)([^'\"]+)");

    private static ApiUnderTest api;

    @BeforeAll
    static void start() {
        api = new ApiUnderTest(
                Backends.redis(),
                "--lastword.page.producer-url=http://localhost:8081",
                "--lastword.page.consumer-url=https://consumer.example");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void shouldServeThePageWithAPolicyThatAllowsTheServicesOnly() {
        HttpResponse<String> page = api.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).startsWith("text/html");
        assertThat(header(page, "Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("connect-src 'self' http://localhost:8081 https://consumer.example;")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("style=").doesNotContain("onclick");
    }

    @Test
    void shouldServeEveryFileThatAFileNeedsAndEachOnlyOnce() {
        Deque<String> left = new ArrayDeque<>(List.of("index.html"));
        Set<String> seen = new HashSet<>(left);
        while (!left.isEmpty()) {
            String name = left.pop();
            HttpResponse<String> file = api.get("/page/" + name);
            assertThat(file.statusCode()).as(name).isEqualTo(200);
            assertThat(header(file, "Cache-Control")).isEqualTo("no-cache");
            assertThat(api.get("/page/" + name, "If-None-Match", header(file, "ETag"))
                            .statusCode())
                    .as(name)
                    .isEqualTo(304);
            Matcher references = REFERENCE.matcher(file.body());
            while (references.find()) {
                if (seen.add(references.group(1))) {
                    left.add(references.group(1));
                }
            }
        }
        assertThat(seen).contains("fonts/inter.woff2", "map-worker.js", "tree.js", "base.css", "icon.svg");
        assertThat(api.get("/page/nothing.js").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldTellThePageWhatItMayUse() {
        assertThat(ApiUnderTest.json(api.get("/v1/page")).path("producerUrl").stringValue())
                .isEqualTo("http://localhost:8081");
        assertThat(ApiUnderTest.json(api.get("/v1/page")).path("edit").booleanValue())
                .isFalse();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
