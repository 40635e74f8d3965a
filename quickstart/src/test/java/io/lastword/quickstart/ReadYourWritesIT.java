package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Promise 4: a read that carries a write's token sees that write. */
class ReadYourWritesIT {

    private static final int THREADS = 16;

    private final RunningSystem system = system();

    RunningSystem system() {
        return RunningSystem.shared();
    }

    int keys() {
        return 10_000;
    }

    @Test
    void shouldAnswerTheWrittenStateToEveryReadWithTheToken() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<String>>> work = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(thread);
                work.add(() -> writeAndReadBack(random, keys() / THREADS));
            }

            List<String> wrong = new ArrayList<>();
            for (Future<List<String>> client : clients.invokeAll(work)) {
                wrong.addAll(client.get());
            }

            assertThat(wrong).isEmpty();
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void shouldAnswer404AfterADeletionAndKeepItsTombstoneWithHeaders() {
        String path = "/v1/entities/device/deleted-1";
        system.producer().put(path + "?event=registered", "{\"model\":\"tv\"}");

        Http.Answer deleted = system.producer().delete(path);
        Http.Answer read = system.query().get(path + "?timeout=10s&after=" + deleted.text("token"));

        assertThat(deleted.text("event")).isEqualTo("deregistered");
        assertThat(read.status()).isEqualTo(404);
        assertThat(read.problem()).isEqualTo("entity-not-found");
        assertThat(read.header("Lastword-Position"))
                .isEqualTo("device/" + deleted.json().path("partition").intValue() + "@"
                        + (deleted.json().path("revision").longValue() + 1));
        ConsumerRecord<byte[], byte[]> tombstone = Topics.lastPerKey(Topics.read(system.broker, system.deviceTopic))
                .get("deleted-1");
        assertThat(tombstone.value()).isNull();
        assertThat(header(tombstone, "ce_type")).isEqualTo("deregistered");
        assertThat(header(tombstone, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(tombstone, "ce_source")).isEqualTo("/v1/entities/device");
        assertThat(header(tombstone, "ce_id")).isNotBlank();
        assertThat(header(tombstone, "ce_time")).isNotBlank();
    }

    private List<String> writeAndReadBack(Random random, int keys) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            String path = "/v1/entities/device/" + Long.toHexString(random.nextLong());
            String state = "{\"n\":" + random.nextInt() + "}";
            Http.Answer written = system.producer().put(path, state);
            Http.Answer read = system.query().get(path + "?timeout=20s&after=" + written.text("token"));
            boolean same = read.status() == 200
                    && read.json().path("state").toString().equals(state)
                    && read.json().path("revision").longValue()
                            == written.json().path("revision").longValue();
            if (!same) {
                wrong.add(path + " written " + written.body() + " read " + read.status() + " " + read.body());
            }
        }
        return wrong;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
