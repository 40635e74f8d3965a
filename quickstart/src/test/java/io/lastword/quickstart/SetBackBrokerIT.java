package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.SingleTestBroker;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A log that has lost its end under the same topic id, for a query instance that runs throughout. */
class SetBackBrokerIT {

    private static final String ENTITY = "/v1/entities/device/van-07";

    @Test
    void shouldAnswerWhatTheLogSaysOnceTheSnapshotsAreBuiltFromIt() {
        try (SingleTestBroker broker = Backends.newBroker(Map.of());
                RunningSystem system = new RunningSystem(broker, Backends.redis())) {
            system.startAll();
            write(system, "{\"n\":1}");
            system.stopConsumer();
            broker.stop();
            byte[] copy = broker.copy();
            broker.start();
            system.startConsumer();
            write(system, "{\"n\":2}");
            write(system, "{\"n\":3}");
            system.stopConsumer();

            broker.stop();
            broker.startFrom(copy);
            system.startConsumer();

            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                Http.Answer answer = system.query().get(ENTITY);
                assertThat(answer.problem()).isNull();
                assertThat(answer.body()).contains("\"n\":1");
            });
        }
    }

    private static void write(RunningSystem system, String state) {
        String token = system.producer().put(ENTITY, state).text("token");
        Http.Answer read = system.query().get(ENTITY + "?timeout=30s&after=" + token);
        assertThat(read.status()).isEqualTo(200);
    }
}
