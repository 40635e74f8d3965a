package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Promise 1 and 3: what Redis loses comes back from the log, and until then nothing is called absent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlushedRedisIT {

    private static final int ENTITIES = 20_000;

    private RedisServers redis;
    private RunningSystem system;

    /** That no other test uses. */
    RedisServers newRedis() {
        return Backends.newRedis(false);
    }

    RunningSystem newSystem(RedisServers on) {
        return new RunningSystem(Backends.broker(), on);
    }

    @BeforeAll
    void startWithEntities() {
        redis = newRedis();
        system = newSystem(redis);
        system.startAll();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ENTITIES; i++) {
            lines.append("{\"id\":\"e")
                    .append(i)
                    .append("\",\"state\":{\"n\":")
                    .append(i)
                    .append("}}\n");
        }
        Http.Answer loaded = system.producer().postNdjson("/v1/entities/device", lines.toString());
        assertThat(loaded.json().path("accepted").intValue()).isEqualTo(ENTITIES);
        awaitComplete();
    }

    @AfterAll
    void stop() throws Exception {
        system.close();
        redis.close();
    }

    @Test
    void shouldComeBackCompleteAfterFlushAllAndCallNoLiveEntityAbsent() throws Exception {
        Map<Integer, Integer> answers = new ConcurrentHashMap<>();
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<String> lie = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            for (int i = 0; !done.get(); i = (i + 7919) % ENTITIES) {
                Http.Answer answer = system.query().get("/v1/entities/device/e" + i);
                answers.merge(answer.status(), 1, Integer::sum);
                if (answer.status() != 200 && answer.status() != 503) {
                    lie.set(answer.status() + " " + answer.body());
                }
            }
        });
        reader.start();

        for (int flush = 0; flush < 3; flush++) {
            redis.flushAll();
            Http.Answer cold = awaitCold();
            assertThat(cold.problem()).isEqualTo("not-ready");
            assertThat(cold.header("Retry-After")).isNotNull();
            awaitComplete();
        }
        done.set(true);
        reader.join();

        assertThat(lie.get()).isNull();
        assertThat(answers).containsKeys(200, 503);
        for (int i = 0; i < ENTITIES; i += 97) {
            Http.Answer answer = system.query().get("/v1/entities/device/e" + i);
            assertThat(answer.json().path("state").path("n").intValue()).isEqualTo(i);
        }
    }

    @Test
    void shouldAnswer503WhileNoConsumerHasMadeTheCatalog() {
        system.stopConsumer();
        try {
            redis.flushAll();
            system.startQuery();

            Http.Answer known = system.query().get("/v1/entities/device/e1");
            Http.Answer batch = system.query().post("/v1/lookup/device", "application/json", "{\"ids\":[\"e1\"]}");
            Http.Answer partitions = system.query().get("/v1/types/device/partitions");

            assertThat(known.status()).isEqualTo(503);
            assertThat(known.problem()).isEqualTo("not-ready");
            assertThat(batch.status()).isEqualTo(503);
            assertThat(partitions.status()).isEqualTo(503);
            assertThat(system.query().get("/v1/types").body()).contains("\"cold\"");
        } finally {
            system.startConsumer();
        }
        awaitComplete();
    }

    private Http.Answer awaitCold() {
        AtomicReference<Http.Answer> cold = new AtomicReference<>();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    cold.set(system.query().get("/v1/entities/device/e1"));
                    return cold.get().status() == 503;
                });
        return cold.get();
    }

    private void awaitComplete() {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            JsonNode device =
                    system.query().get("/v1/types").json().path("types").get(0);
            return device.path("state").stringValue("").equals("live")
                    && device.path("liveEntities").longValue(0) == ENTITIES;
        });
    }
}
