package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.producer.topics.TopicRefusedException;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@AnyServer
@ExtendWith(OutputCaptureExtension.class)
class SchemaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String STRICT = """
            {"type": "object", "required": ["serial"], "properties": {"serial": {"type": "string"}}}
            """;
    private static final String LOOSE = """
            {"type": "object", "properties": {"serial": {"type": "string"}, "colour": {"type": "string"}}}
            """;

    @TempDir
    private Path directory;

    private final String topic = Topics.unique("device");

    @Test
    void shouldRefuseAStateThatViolatesTheSchema() throws IOException {
        try (RunningProducer producer = start(STRICT)) {
            Answer put = producer.put("/v1/entities/device/bad", "{\"serial\":7,\"x\":1}");
            Answer bulk = producer.bulk("device", BodyPublishers.ofString("""
                    {"id":"bad","state":{"x":1}}
                    {"id":"good","state":{"serial":"s-1"}}
                    {"id":"bad","deleted":true}
                    """));

            assertThat(put.status()).isEqualTo(422);
            assertThat(put.text("type")).isEqualTo("urn:lastword:problem:schema-violation");
            assertThat(put.body().get("violations").toString())
                    .isEqualTo("[{\"pointer\":\"/serial\",\"keyword\":\"type\","
                            + "\"expected\":\"integer found, string expected\"}]");
            assertThat(bulk.body().get("accepted").asInt()).isEqualTo(2);
            assertThat(bulk.body().at("/rejected/0/reason").asString())
                    .contains("violates the schema of type 'device'", "required property 'serial' not found");
            assertThat(Topics.read(Backends.broker(), topic))
                    .extracting(record -> new String(record.key(), UTF_8) + "=" + (record.value() == null))
                    .containsExactlyInAnyOrder("good=false", "bad=true");
        }
    }

    @Test
    void shouldSayWhatTheSchemaOfATypeIs() throws IOException {
        try (RunningProducer producer = start(STRICT)) {
            Answer answer = producer.get("/v1/types/device/schema");
            Answer unknown = producer.get("/v1/types/devices/schema");

            assertThat(answer.raw().body()).isEqualTo(STRICT);
            assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/schema+json");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.text("type")).isEqualTo("urn:lastword:problem:unknown-type");
        }
        try (RunningProducer producer =
                RunningProducer.start(Backends.broker(), "--lastword.types.cart.topic=" + Topics.unique("cart"))) {
            Answer none = producer.get("/v1/types/cart/schema");

            assertThat(none.status()).isEqualTo(404);
            assertThat(none.text("type")).isEqualTo("urn:lastword:problem:no-schema");
        }
    }

    @Test
    void shouldNotStartWithASchemaThatRefusesWhatTheRecordedOneAllowed(CapturedOutput output) throws IOException {
        start(LOOSE).close();

        assertThatThrownBy(() -> start(STRICT).close()).rootCause().isInstanceOf(TopicRefusedException.class);
        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START", "the property 'serial' is newly required")
                .doesNotContain("\tat io.lastword");

        start(STRICT, "--lastword.types.device.allow-incompatible-schema=true").close();
        start(STRICT).close();
        start(LOOSE).close();
    }

    @Test
    void shouldBeginAnewWithATopicThatIsCreatedAgain() throws Exception {
        try (RunningProducer producer = start(LOOSE);
                Admin admin = Admin.create(
                        Map.of("bootstrap.servers", Backends.broker().bootstrapServers()))) {
            String before = producer.put("/v1/entities/device/d", "{}").text("incarnation");
            admin.deleteTopics(List.of(topic)).all().get();
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                Topics.create(Backends.broker(), topic, 8, Map.of("cleanup.policy", "compact"));
                return true;
            });
            Awaitility.await().atMost(PATIENCE).until(() -> {
                Answer answer = producer.put("/v1/entities/device/d", "{}");
                return answer.status() == 200 && !answer.text("incarnation").equals(before);
            });
        }

        assertThatThrownBy(() -> start(STRICT).close()).rootCause().isInstanceOf(TopicRefusedException.class);
    }

    @Test
    void shouldNotStartWithWhatIsNoSchema(CapturedOutput output) {
        assertThatThrownBy(
                () -> start("{\"$ref\":\"https://example.com/device.json\"}").close());

        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START", "lastword.types.device.schema: file:")
                .contains("refers to 'https://example.com/device.json'")
                .doesNotContain("\tat io.lastword");
    }

    private RunningProducer start(String schema, String... arguments) throws IOException {
        Path file = Files.writeString(directory.resolve("device.json"), schema);
        String[] all = new String[arguments.length + 1];
        all[0] = "--lastword.types.device.schema=" + file.toUri();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return RunningProducer.startOn(Backends.broker(), topic, all);
    }
}
