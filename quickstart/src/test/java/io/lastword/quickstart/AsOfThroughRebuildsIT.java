package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Faults;
import io.lastword.test.Seed;
import io.lastword.test.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * The state at an instant, while entities change and one generation after the other takes over, against a replay of the
 * log. {@code -Dlastword.test.as-of.instants=1000} asks about as many as promised.
 */
@Faults
class AsOfThroughRebuildsIT {

    private static final int INSTANTS = Integer.getInteger("lastword.test.as-of.instants", 100);
    private static final long SEED = Seed.ofThisRun();
    private static final int BUSY = 20;
    private static final int QUIET = 6;
    private static final int FROM_SNAPSHOTS = INSTANTS / 10;
    /** The type's history window, and a bit. */
    private static final Duration TOO_LONG_AGO = Duration.ofMinutes(11);
    /** The clock skew that is allowed for, and a bit. */
    private static final Duration SETTLED = Duration.ofMillis(5_100);

    private final RunningSystem system = system();
    private final Random random = new Random(SEED);
    private final String prefix = "ao" + Integer.toString(random.nextInt(1 << 28), Character.MAX_RADIX) + "-";
    private final List<Asked> asked = new ArrayList<>();

    private record Asked(String id, Instant instant, Http.Answer answer) {}

    RunningSystem system() {
        return RunningSystem.shared();
    }

    @Test
    void shouldAnswerWhatAReplayOfTheLogAnswersAtAnyInstant() throws Exception {
        try (KafkaProducer<byte[], byte[]> foreign = foreignWriter()) {
            awaitKnownWindow();
            Instant begin = Instant.now();
            for (int i = 0; i < QUIET; i++) {
                write(foreign, "q" + i, i % 3, i);
            }
            Instant quietSince = Instant.now();
            Random changes = new Random(random.nextLong());
            AtomicBoolean stopped = new AtomicBoolean();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int n = 0; !stopped.get(); n++) {
                    write(foreign, "b" + changes.nextInt(BUSY), changes.nextInt(30), n);
                }
            });
            try (Rebuilds rebuilds = Rebuilds.of(system, "driver")) {
                int before = rebuilds.least();
                int fromSnapshots = 0;
                while (asked.size() < INSTANTS || fromSnapshots < FROM_SNAPSHOTS || rebuilds.least() < before + 2) {
                    boolean busy = random.nextInt(3) > 0;
                    int number = random.nextInt(busy ? BUSY : QUIET);
                    String id = prefix + (busy ? "b" : "q") + number;
                    Instant now = Instant.now();
                    Instant settled = now.minus(SETTLED);
                    boolean fromSnapshot = !busy && number % 3 > 0 && settled.isAfter(quietSince);
                    Instant instant = fromSnapshot ? between(quietSince, settled) : orNow(begin, now);
                    asked.add(new Asked(id, instant, asOf(nextQuery(), id, instant)));
                    fromSnapshots += fromSnapshot ? 1 : 0;
                    if (asked.size() % 10 == 0) {
                        assertTooLongAgo(id);
                    }
                }
            } finally {
                stopped.set(true);
                writer.join();
            }
        }

        List<ConsumerRecord<byte[], byte[]>> records = Topics.read(system.broker, system.driverTopic);
        assertThat(asked)
                .allSatisfy(each -> assertThat(described(each.answer))
                        .as("%s at %s, seed %d: %s", each.id, each.instant, SEED, each.answer.body())
                        .isEqualTo(replayed(records, each)));
        assertThat(asked).extracting(each -> each.answer.status()).contains(200, 404, 409);
    }

    /** Often the very moment, while changes of it may still be on their way to the replicas. */
    private Instant orNow(Instant begin, Instant now) {
        return random.nextInt(4) == 0 ? now : between(begin, now);
    }

    private Instant between(Instant begin, Instant end) {
        return begin.plusMillis((long)
                (random.nextDouble() * Math.max(0, Duration.between(begin, end).toMillis())));
    }

    private void assertTooLongAgo(String id) {
        Http.Answer answer = asOf(nextQuery(), id, Instant.now().minus(TOO_LONG_AGO));
        assertThat(answer.status()).as(answer.body()).isEqualTo(410);
        assertThat(answer.problem()).isEqualTo("instant-not-answerable");
        assertThat(Instant.parse(answer.text("oldest"))).isBefore(Instant.now());
    }

    /** Writes a state, no state or a tombstone. */
    private void write(KafkaProducer<byte[], byte[]> foreign, String name, int dice, int n) {
        String path = "/v1/entities/driver/" + prefix + name;
        if (dice == 0) {
            assertThat(system.producer().delete(path).status()).isEqualTo(200);
        } else if (dice == 1) {
            foreign.send(new ProducerRecord<>(
                    system.driverTopic, (prefix + name).getBytes(UTF_8), "no state".getBytes(UTF_8)));
            foreign.flush();
        } else {
            assertThat(system.producer().put(path, "{\"deliveries\":" + n + "}").status())
                    .isEqualTo(200);
        }
    }

    /** The instances know how long the log keeps changes since they have looked at it. */
    private void awaitKnownWindow() {
        for (Http query : system.queries()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> asOf(query, prefix + "none", Instant.now()).status() == 404);
        }
    }

    private Http nextQuery() {
        return system.queries().get(asked.size() % system.queries().size());
    }

    private static Http.Answer asOf(Http query, String id, Instant instant) {
        return query.get("/v1/entities/driver/" + id + "?asOf=" + instant);
    }

    private KafkaProducer<byte[], byte[]> foreignWriter() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", system.broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static String replayed(List<ConsumerRecord<byte[], byte[]>> records, Asked asked) {
        byte[] value = null;
        long revision = -1;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.timestamp() <= asked.instant.toEpochMilli()
                    && new String(record.key(), UTF_8).equals(asked.id)) {
                value = record.value();
                revision = record.offset();
            }
        }
        return value == null
                ? "404"
                : value[0] == '{' ? "200 " + revision + " " + new String(value, UTF_8) : "409 " + revision;
    }

    private static String described(Http.Answer answer) {
        return switch (answer.status()) {
            case 200 ->
                "200 " + answer.json().path("revision").longValue() + " "
                        + answer.json().path("state");
            case 409 -> "409 " + answer.json().path("revision").longValue();
            default -> Integer.toString(answer.status());
        };
    }
}
