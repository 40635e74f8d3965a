package io.lastword.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.Seed;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The state at an instant, asked for over HTTP. {@code -Dlastword.test.as-of.instants=1000} asks about as many as promised.
 */
class AsOfIT {

    private static final int INSTANTS = Integer.getInteger("lastword.test.as-of.instants", 100);
    private static final int ENTITIES = 20;
    private static final int CHANGES = 1_500;

    private static WrittenLog log;
    private static ApiUnderTest api;
    private static String generation;

    @BeforeAll
    static void start() {
        log = new WrittenLog(Backends.broker());
        api = new ApiUnderTest(Backends.redis(), log.settings());
        generation = Topics.unique("g");
        api.store().recreate(log.incarnation().topicId());
        api.store().serveAll(generation, 0, Instant.now().minusSeconds(3_600));
        // From here on this instance knows how long the log keeps changes.
        log.put("first", "{}");
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            RecordMetadata now = log.put("first", "{}");
            return asOf("first", Instant.ofEpochMilli(now.timestamp())).statusCode() == 200;
        });
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns/name", "..", "long"})
    void shouldAnswerOfAnIdThatNoPathCanHold(String name) {
        String id = name.equals("long") ? "x".repeat(600) : name;
        long before = log.put("e0", "{}").timestamp() - 1;
        long then = log.put(id, "{\"n\":1}").timestamp();
        log.put(id, "{\"n\":2}");
        String path = "/v1/entities/device?id=" + ListUnderTest.encoded(id) + "&asOf=";

        HttpResponse<String> answer = api.get(path + Instant.ofEpochMilli(then));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(ApiUnderTest.json(answer).path("id").stringValue()).isEqualTo(id);
        assertThat(ApiUnderTest.json(answer).at("/state/n").intValue()).isBetween(1, 2);
        ListUnderTest.assertProblem(api.get(path + Instant.ofEpochMilli(before)), 404, "entity-not-found");
    }

    @Test
    void shouldAnswerWhatAReplayOfTheLogAnswersAtAnyInstant() {
        long seed = Seed.ofThisRun();
        Random random = new Random(seed);
        long begin = log.put("e0", "{\"begin\":true}").timestamp();
        for (int i = 0; i < CHANGES; i++) {
            String id = "e" + random.nextInt(ENTITIES);
            int dice = random.nextInt(10);
            log.put(id, dice == 0 ? null : dice == 1 ? "no state" : "{\"n\":" + i + "}");
        }
        long end = log.put("e0", "{\"end\":true}").timestamp();
        List<ConsumerRecord<byte[], byte[]>> records = Topics.read(Backends.broker(), log.topic);

        for (int i = 0; i < INSTANTS; i++) {
            String id = "e" + random.nextInt(ENTITIES);
            long instant = begin + (long) (random.nextDouble() * (end - begin + 1));
            HttpResponse<String> answer = asOf(id, Instant.ofEpochMilli(instant));

            assertThat(described(answer))
                    .as("%s at %d, seed %d: %s", id, instant, seed, answer.body())
                    .isEqualTo(replayed(records, id, instant));
        }
    }

    @Test
    void shouldAnswerFromTheSnapshotWhereNothingChangedSince() {
        String id = Topics.unique("old");
        api.store().snapshot(generation, id, 0, "{\"old\":true}");
        int partition = StoredLog.partition(id);
        api.store().generation(partition, generation, 0, Instant.now());

        HttpResponse<String> answer = asOf(id, StoredLog.LOGGED_AT.plusSeconds(1));
        HttpResponse<String> before = asOf(id, StoredLog.LOGGED_AT.minusSeconds(1));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"state\":{\"old\":true}");
        assertProblem(before, 410, "instant-not-answerable");
        api.store().generation(partition, generation, 0, Instant.now().minusSeconds(3_600));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotAnswerWhileATransactionOfBeforeIsOpen(boolean committed) {
        String id = Topics.unique("undecided");
        long before = log.put(id, "{\"n\":1}").timestamp();
        try (KafkaProducer<byte[], byte[]> writer = log.putInTransaction(id, "{\"n\":2}")) {
            Instant instant = Instant.now();
            HttpResponse<String> open = asOf(id, instant);

            assertProblem(open, 503, "instant-undecided");
            assertThat(open.headers().firstValue("Retry-After")).isPresent();
            assertThat(asOf(id, Instant.ofEpochMilli(before)).body()).contains("{\"n\":1}");
            if (committed) {
                writer.commitTransaction();
            } else {
                writer.abortTransaction();
            }

            await().until(() -> asOf(id, instant).statusCode() == 200);
            assertThat(asOf(id, instant).body()).contains(committed ? "{\"n\":2}" : "{\"n\":1}");
        }
    }

    @Test
    void shouldNameTheOldestInstantThatCanBeAskedAbout() {
        HttpResponse<String> answer = asOf("e1", Instant.now().minusSeconds(7_200));

        assertProblem(answer, 410, "instant-not-answerable");
        Instant oldest = Instant.parse(ApiUnderTest.json(answer).get("oldest").stringValue());
        assertThat(oldest).isBetween(Instant.now().minusSeconds(3_600), Instant.now());
        assertThat(asOf("e1", oldest.plusMillis(1)).statusCode()).isIn(200, 404, 409);
    }

    @Test
    void shouldRefuseWhatIsNoInstantOfThePast() {
        assertProblem(asOf("e1", Instant.now().plusSeconds(60)), 400, "invalid-parameter");
        HttpResponse<String> answer = api.get("/v1/entities/device/e1?asOf=yesterday");
        assertProblem(answer, 400, "invalid-parameter");
        assertThat(answer.body()).contains("asOf='yesterday'");
    }

    @Test
    void shouldRefuseATopicWhoseWritersSetTheTime() {
        Instant now = Instant.now();
        log.set("message.timestamp.type", "CreateTime");
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> asOf("first", now).body().contains("no-log-append-time"));
            assertProblem(asOf("first", now), 410, "instant-not-answerable");
        } finally {
            log.set("message.timestamp.type", "LogAppendTime");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> asOf("first", now).statusCode() == 200);
        }
    }

    private static String replayed(List<ConsumerRecord<byte[], byte[]>> records, String id, long instant) {
        byte[] value = null;
        long revision = -1;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (new String(record.key(), UTF_8).equals(id) && record.timestamp() <= instant) {
                value = record.value();
                revision = record.offset();
            }
        }
        return value == null
                ? "404"
                : value[0] == '{' ? "200 " + revision + " " + new String(value, UTF_8) : "409 " + revision;
    }

    private static String described(HttpResponse<String> answer) {
        return switch (answer.statusCode()) {
            case 200 ->
                "200 " + ApiUnderTest.json(answer).get("revision").longValue() + " "
                        + ApiUnderTest.json(answer).get("state");
            case 409 -> "409 " + ApiUnderTest.json(answer).get("revision").longValue();
            default -> Integer.toString(answer.statusCode());
        };
    }

    private static HttpResponse<String> asOf(String id, Instant instant) {
        return api.get("/v1/entities/device/" + id + "?asOf=" + instant);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String problem) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"urn:lastword:problem:" + problem + "\"");
    }
}
