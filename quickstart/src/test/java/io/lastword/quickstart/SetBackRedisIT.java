package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Promise 3: a Redis that is replaced by an older copy of itself takes no reader back in time. */
class SetBackRedisIT {

    private static final String ENTITY = "/v1/entities/device/van-07";

    @Test
    void shouldAnswerStoreBehindUntilTheFoldHasPassedWhatWasAnsweredFrom() {
        try (TestRedis redis = Backends.newRedis(true);
                RunningSystem system = new RunningSystem(Backends.broker(), redis)) {
            system.startAll();
            write(system, "{\"n\":1}");
            byte[] copy = redis.copy();
            Http.Answer newer = write(system, "{\"n\":2}");
            system.stopConsumer();
            redis.stop();
            redis.startFrom(copy);

            Http.Answer setBack = readUntil(system, answer -> !"store-unavailable".equals(answer.problem()));
            assertThat(setBack.status()).isEqualTo(503);
            assertThat(setBack.problem()).isEqualTo("store-behind");
            assertThat(setBack.header("Retry-After")).isNotNull();
            Http.Answer several =
                    system.query().post("/v1/lookup/device", "application/json", "{\"ids\":[\"van-07\"]}");
            assertThat(several.problem()).isEqualTo("store-behind");

            system.startConsumer();
            Http.Answer again = readUntil(system, answer -> !"store-behind".equals(answer.problem()));

            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(newer.body());
        }
    }

    /** Writes the entity and returns what a read that is sure to see it says. */
    private static Http.Answer write(RunningSystem system, String state) {
        String token = system.producer().put(ENTITY, state).text("token");
        Http.Answer read = system.query().get(ENTITY + "?timeout=30s&after=" + token);
        assertThat(read.status()).isEqualTo(200);
        return read;
    }

    private static Http.Answer readUntil(RunningSystem system, Predicate<Http.Answer> expected) {
        List<Http.Answer> answers = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    answers.add(system.query().get(ENTITY));
                    return expected.test(answers.get(answers.size() - 1));
                });
        return answers.get(answers.size() - 1);
    }
}
