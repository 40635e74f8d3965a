package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Promise 2 and 3: what readers are told during and after an outage that outlasted the tombstones. */
class OutageIT {

    private static final Duration RETENTION = Duration.ofSeconds(6);
    private static final int ENTITIES = 2_000;
    private static final String DELETED = "/v1/entities/device/e7";

    @Test
    void shouldSayAsOfWhenItAnswersUntilWhatWasMissedIsBuilt() {
        try (RunningSystem system = new RunningSystem(
                Backends.broker(),
                Backends.redis(),
                "--lastword.types.device.partitions=1",
                "--lastword.types.device.tombstone-retention=" + RETENTION.toSeconds() + "s",
                // Small steps, so that the build can be seen.
                "--lastword.consumer.batch-size=20",
                "--lastword.consumer.max-round-records=20")) {
            system.startAll();
            load(system);
            system.stopConsumer();
            Instant stopped = Instant.now();
            system.producer().delete(DELETED);
            await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().isAfter(stopped.plus(RETENTION)));

            CompletableFuture<Void> started = CompletableFuture.runAsync(system::startConsumer);
            List<String> states = new ArrayList<>();
            List<Http.Answer> answers = new ArrayList<>();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        states.add(state(system));
                        answers.add(system.query().get(DELETED));
                        return answers.get(answers.size() - 1).status() == 404;
                    });
            started.join();

            assertThat(states).contains("rebuilding: tombstones-may-have-expired");
            assertThat(answers).extracting(Http.Answer::status).containsOnly(200, 404);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() == 200)
                    .allMatch(answer -> Instant.parse(answer.header("Lastword-Caught-Up-At"))
                            .isBefore(stopped));
        }
    }

    private static void load(RunningSystem system) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ENTITIES; i++) {
            lines.append("{\"id\":\"e").append(i).append("\",\"state\":{}}\n");
        }
        String token = system.producer()
                .postNdjson("/v1/entities/device", lines.toString())
                .text("token");
        Http.Answer read = system.query().get(DELETED + "?timeout=30s&after=" + token);
        assertThat(read.status()).isEqualTo(200);
    }

    private static String state(RunningSystem system) {
        JsonNode partition = system.query()
                .get("/v1/types/device/partitions")
                .json()
                .path("partitions")
                .path(0);
        return partition.path("state").stringValue("") + ": "
                + partition.path("reason").stringValue("none");
    }
}
