package io.lastword.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@AnyServer
class FrontDoorIT {

    private static RunningProducer producer;

    @BeforeAll
    static void start() {
        producer = RunningProducer.start(Backends.broker());
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    @Test
    void shouldServeItsDocumentationPage() {
        Answer page = producer.get("/swagger-ui.html");

        assertThat(page.status()).isEqualTo(302);
        String target = page.raw().headers().firstValue("Location").orElseThrow();
        assertThat(producer.get(target).status()).isEqualTo(200);
        assertThat(producer.get("/swagger-ui/swagger-ui-bundle.js").status()).isEqualTo(200);
        assertThat(producer.get("/swagger-ui/swagger-initializer.js").raw().body())
                .contains("'../v3/api-docs'")
                .doesNotContain("http");
        assertThat(producer.get("/v3/api-docs.yaml").raw().body()).startsWith("openapi: 3.1");
    }

    @Test
    void shouldBeReadyAndSayHowItsTopicsAre() {
        Answer readiness = producer.get("/actuator/health/readiness");

        assertThat(readiness.status()).isEqualTo(200);
        assertThat(readiness.body().at("/components/log/details/topics/device").asString())
                .startsWith("ready, topic id ");
        assertThat(producer.get("/actuator/health").status()).isEqualTo(200);
    }

    @Test
    void shouldCountWrites() {
        producer.put("/v1/entities/driver/d", "{}");

        String metrics = producer.get("/actuator/prometheus").raw().body();
        assertThat(metrics)
                .containsPattern("lastword_writes_total\\{outcome=\"appended\",type=\"driver\"} [1-9]")
                .contains("lastword_topic_ready{type=\"driver\"} 1.0", "kafka_producer_");
    }

    @Test
    void shouldAnswerWhatDoesNotExistWithAProblem() {
        Answer answer = producer.get("/nowhere");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/problem+json");
    }
}
