package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.query.EventClient.Event;
import io.lastword.test.Backends;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What needs Kafka says so while there is none; what does not goes on, from the start. */
class LogAwayIT {

    @Test
    void shouldLookUpAndSayOfTheRestThatTheLogCannotBeReached() {
        try (ApiUnderTest api = new ApiUnderTest(
                Backends.redis(),
                "--spring.kafka.bootstrap-servers=localhost:1",
                "--lastword.query.log-timeout=300ms")) {
            api.store().serveAll("g-1", 50);
            api.store().snapshot("g-1", "tv-1", 41, "{}");

            assertThat(api.get("/v1/entities/device/tv-1").statusCode()).isEqualTo(200);
            assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertWaits(api, "/v1/watch/device/tv-1");
            assertWaits(api, "/v1/watch/device");
            assertUnavailable(api.get("/v1/history/device/tv-1"));
            assertUnavailable(api.get("/v1/entities/device/tv-1?asOf=" + Instant.now()));
            assertThat(api.get("/v1/entities/device/tv-1").statusCode()).isEqualTo(200);
        }
    }

    private static void assertWaits(ApiUnderTest api, String path) {
        try (EventClient watcher = new EventClient(api.port(), path, null)) {
            Event waiting = watcher.next();
            assertThat(waiting.kind()).isEqualTo("waiting");
            assertThat(waiting.json().path("reason").stringValue()).isEqualTo("log-unavailable");
            assertThat(watcher.retryMillis()).isBetween(1_000, 5_000);
        }
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("\"urn:lastword:problem:log-unavailable\"");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
}
