package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@AnyServer
class CloudEventsIT {

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
    void shouldWriteTheAttributesOfTheRequestIntoTheLog() {
        Answer answer = put(
                "whole",
                "ce-specversion",
                "1.0",
                "ce-id",
                "order%2017",
                "ce-source",
                "/fleet/7?a=%2520",
                "ce-type",
                "location-changed",
                "ce-time",
                "2026-03-01T14:00:00.25+02:00",
                "ce-subject",
                "wheel%204",
                "ce-traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("event")).isEqualTo("location-changed");
        assertThat(headers(records("whole").get(0)))
                .isEqualTo(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "order 17",
                        "ce_source", "/fleet/7?a=%20",
                        "ce_type", "location-changed",
                        "ce_time", "2026-03-01T12:00:00.250Z",
                        "ce_subject", "wheel 4",
                        "ce_traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "content-type", "application/json"));
    }

    @Test
    void shouldWriteTheAttributesOfADeletionIntoTheLog() {
        Answer answer = producer.send(producer.to("/v1/entities/device/ended")
                .header("ce-id", "end-1")
                .DELETE());

        assertThat(answer.status()).isEqualTo(200);
        ConsumerRecord<byte[], byte[]> record = records("ended").get(0);
        assertThat(record.value()).isNull();
        assertThat(headers(record))
                .containsEntry("ce_id", "end-1")
                .containsEntry("ce_source", "/v1/entities/device")
                .containsEntry("ce_type", "deregistered")
                .containsKey("ce_time");
    }

    @Test
    void shouldLetReadersOfTheLogRecogniseARetry() {
        put("retried", "ce-id", "attempt");
        put("retried", "ce-id", "attempt");
        put("retried");

        List<ConsumerRecord<byte[], byte[]>> records = records("retried");
        assertThat(records).hasSize(3);
        assertThat(headers(records.get(0)).get("ce_id"))
                .isEqualTo("attempt")
                .isEqualTo(headers(records.get(1)).get("ce_id"))
                .isNotEqualTo(headers(records.get(2)).get("ce_id"));
    }

    @Test
    void shouldWriteNothingThatIsNoCloudEvent() {
        List<Answer> answers = List.of(
                put("refused", "ce-time", "yesterday"),
                put("refused", "ce-specversion", "0.3"),
                put("refused?event=updated", "ce-type", "location-changed"),
                producer.send(producer.to("/v1/entities/device/refused")
                        .header("ce-id", "%FF")
                        .DELETE()));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:invalid-cloud-event");
        });
        assertThat(records("refused")).isEmpty();
    }

    @Test
    void shouldNotLoseTheHeadersOfOneEventInABulkWrite() {
        Answer answer = producer.send(producer.to("/v1/entities/device")
                .header("Content-Type", "application/x-ndjson")
                .header("ce-id", "1")
                .POST(BodyPublishers.ofString("{\"id\":\"bulk-refused\",\"state\":{}}")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:invalid-cloud-event");
        assertThat(records("bulk-refused")).isEmpty();
    }

    private static Answer put(String idAndQuery, String... headers) {
        var request = producer.to("/v1/entities/device/" + idAndQuery).header("Content-Type", "application/json");
        return producer.send(
                (headers.length == 0 ? request : request.headers(headers)).PUT(BodyPublishers.ofString("{}")));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String id) {
        List<ConsumerRecord<byte[], byte[]>> records =
                new ArrayList<>(Topics.read(Backends.broker(), producer.deviceTopic()));
        records.removeIf(record -> !new String(record.key(), UTF_8).equals(id));
        return records;
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }
}
