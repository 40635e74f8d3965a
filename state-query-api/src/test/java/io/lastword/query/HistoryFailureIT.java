package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A history whose log fails while it is read is never an answer that looks whole. */
class HistoryFailureIT {

    private static final int CHANGES = 600;

    @Test
    void shouldAnswerWithAProblemWhereTheLogFailsBeforeAnythingWasSent() {
        try (WrittenLog log = new WrittenLog(Backends.broker());
                ApiUnderTest api = new ApiUnderTest(
                        Backends.redis(),
                        log.settings(
                                // What is asked about the log is answered, but nothing can be read of it.
                                "--spring.kafka.consumer.bootstrap-servers=localhost:1",
                                "--lastword.query.log-timeout=2s"))) {
            log.put("tv", "{}");

            HttpResponse<String> answer = api.get("/v1/history/device/tv");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("\"urn:lastword:problem:log-unavailable\"");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void shouldCutAnAnswerOffThatFailsAfterItsBeginningWasSent() {
        try (WrittenLog log = new WrittenLog(Backends.broker());
                ApiUnderTest api = new ApiUnderTest(Backends.redis(), log.settings())) {
            for (int i = 0; i < CHANGES; i++) {
                log.send("large", "{\"padding\":\"" + "x".repeat(50_000) + "\"}");
            }
            log.flush();

            // It cannot get ahead of a client that reads nothing.
            try (EventClient client =
                    new EventClient(api.port(), "/v1/history/device/large?order=oldest&limit=1000", null)) {
                assertThat(client.status).isEqualTo(200);
                log.recreate();
                String body = client.bodyUntilCutOff();

                assertThat(body)
                        .startsWith("{\"type\":\"device\",\"id\":\"large\"")
                        .contains("xxx")
                        .doesNotContain("urn:lastword:problem");
            }
        }
    }

    @Test
    void shouldCutAnAnswerOffWhoseRestIsOfAnotherLogThatDoesNotKnowTheEntity() {
        String other = Topics.unique("other");
        while (StoredLog.partition(other) != StoredLog.partition("large")) {
            other = Topics.unique("other");
        }
        try (WrittenLog log = new WrittenLog(Backends.broker());
                ApiUnderTest api = new ApiUnderTest(Backends.redis(), log.settings())) {
            for (int i = 0; i < CHANGES; i++) {
                log.send("large", "{\"padding\":\"" + "x".repeat(50_000) + "\"}");
            }
            log.flush();

            // Newest first, it holds a part of them, and cannot get ahead of a client that reads nothing.
            try (EventClient client = new EventClient(api.port(), "/v1/history/device/large?limit=1000", null)) {
                assertThat(client.status).isEqualTo(200);
                log.recreate();
                for (int i = 0; i < CHANGES; i++) {
                    log.send(other, "{}");
                }
                log.flush();

                assertThat(client.bodyUntilCutOff()).contains("xxx");
            }
        }
    }
}
