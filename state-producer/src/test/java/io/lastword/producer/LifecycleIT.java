package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the events that types.yml declares for a device mean to its writers. */
class LifecycleIT {

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
    void shouldRefuseAnEventThatTheTypeDoesNotHave() {
        Answer put = producer.put("/v1/entities/device/d?event=exploded", "{}");
        Answer delete = producer.delete("/v1/entities/device/d?event=exploded");

        assertProblem(put, "undeclared-event");
        assertProblem(delete, "undeclared-event");
        assertThat(put.text("detail")).contains("has no event 'exploded'; it has: ", "registered (creates)");
        assertThat(put.body().at("/events/deregistered").asString()).isEqualTo("ends");
    }

    @Test
    void shouldRefuseAnEventThatMeansTheOtherKindOfWrite() {
        assertProblem(producer.put("/v1/entities/device/d?event=deregistered", "{}"), "unfit-event");
        assertProblem(producer.delete("/v1/entities/device/d?event=registered"), "unfit-event");
    }

    @Test
    void shouldRejectTheLinesOfABulkWriteByTheSameRule() {
        Answer answer = producer.bulk("device", BodyPublishers.ofString("""
                {"id":"line-1","state":{},"event":"exploded"}
                {"id":"line-2","deleted":true,"event":"registered"}
                {"id":"line-3","state":{},"event":"registered"}
                """));

        assertThat(answer.body().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.body().at("/rejected/0/reason").asString()).contains("has no event 'exploded'");
        assertThat(answer.body().at("/rejected/1/reason").asString()).contains("'registered' does not end");
        var last = Topics.lastPerKey(Topics.read(Backends.broker(), producer.deviceTopic()));
        assertThat(last).containsOnlyKeys("line-3");
        assertThat(last.get("line-3").headers().lastHeader("ce_type").value()).isEqualTo("registered".getBytes(UTF_8));
    }

    private static void assertProblem(Answer answer, String type) {
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:" + type);
    }
}
