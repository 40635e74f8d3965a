package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RetryingClient.Acknowledged;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Clients that send a write again until it is acknowledged, with the same ce-id, while the broker is restarted. */
@Faults
class RetriesIT {

    private static final int CLIENTS = 16;
    private static final int KEYS = 8;
    private static final int WRITES = Integer.getInteger("lastword.test.retries.writes", 16_000);

    @Test
    void shouldLoseNothingAndKeepEachClientsOrderThroughABrokerRestart() {
        try (TestBroker broker = Backends.newBroker(Map.of())) {
            broker.start();
            try (RunningProducer producer = RunningProducer.start(
                    broker,
                    "--lastword.producer.delivery-timeout=2s",
                    "--lastword.producer.max-block=1s",
                    "--lastword.producer.look-up-timeout=1s")) {
                List<RetryingClient> clients = new ArrayList<>();
                List<CompletableFuture<Void>> done = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    RetryingClient client = new RetryingClient(producer, "c" + i, KEYS, WRITES / CLIENTS / KEYS);
                    clients.add(client);
                    done.add(client.start());
                }

                await().until(() -> acknowledged(clients) > WRITES / 2);
                broker.stop();
                await().until(() -> clients.stream().allMatch(client -> client.retries() > 0));
                broker.start();
                await().until(() -> done.stream().allMatch(CompletableFuture::isDone));

                done.forEach(CompletableFuture::join);
                check(clients, Topics.read(broker, producer.deviceTopic()));
            }
        }
    }

    private static void check(List<RetryingClient> clients, List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, Acknowledged> acknowledged = new HashMap<>();
        clients.forEach(client -> acknowledged.putAll(client.acknowledged()));
        Map<String, Integer> copies = new HashMap<>();
        Map<String, Integer> lastOfClientAndKey = new HashMap<>();
        Set<String> atTheirOffset = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String id = new String(record.headers().lastHeader("ce_id").value(), UTF_8);
            Acknowledged write = acknowledged.get(id);
            assertThat(write).as("a record with the id " + id).isNotNull();
            assertThat(new String(record.key(), UTF_8)).isEqualTo(write.key());
            assertThat(new String(record.value(), UTF_8)).isEqualTo(write.state());
            copies.merge(id, 1, Integer::sum);
            if (record.partition() == write.partition() && record.offset() == write.revision()) {
                atTheirOffset.add(id);
            }
            String clientAndKey = write.client() + " " + write.key();
            assertThat(write.number())
                    .as("the order of " + clientAndKey)
                    .isGreaterThanOrEqualTo(lastOfClientAndKey.getOrDefault(clientAndKey, 0));
            lastOfClientAndKey.put(clientAndKey, write.number());
        }

        assertThat(acknowledged).hasSize(WRITES / CLIENTS / KEYS * CLIENTS * KEYS);
        assertThat(atTheirOffset).isEqualTo(acknowledged.keySet());
        copies.forEach((id, count) -> assertThat(count)
                .as("copies of " + id)
                .isLessThanOrEqualTo(acknowledged.get(id).attempts()));
        long extra = records.size() - acknowledged.size();
        long retried = acknowledged.values().stream()
                .filter(write -> write.attempts() > 1)
                .count();
        System.out.printf(
                "%d writes acknowledged, %d of them after retries; the log has %d extra copies, all under the ce_id of"
                        + " their first%n",
                acknowledged.size(), retried, extra);
        assertThat(extra)
                .isEqualTo(copies.values().stream().mapToInt(count -> count - 1).sum());
    }

    private static long acknowledged(List<RetryingClient> clients) {
        return clients.stream()
                .mapToLong(client -> client.acknowledged().size())
                .sum();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(5));
    }
}
