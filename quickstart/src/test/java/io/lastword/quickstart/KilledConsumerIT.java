package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.consumer.StateConsumerApplication;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A consumer that dies in the middle of its work leaves nothing half done. */
@Faults
class KilledConsumerIT {

    private static final int CHANGES = 200_000;
    private static final int IDS = 60_000;

    RunningSystem newSystem() {
        return new RunningSystem(Backends.broker(), Backends.redis());
    }

    @Test
    void shouldEndAtTheLastChangeOfEveryKeyAfterBeingKilledWhileFolding() {
        try (RunningSystem system = newSystem()) {
            system.startProducer();
            system.startQuery();
            write(system, new Random(4711));
            try (ServiceProcess consumer = consumer(system)) {
                awaitPositionsBetween(system, CHANGES / 20, CHANGES * 3 / 4);
                consumer.kill9();
                long folded = position(system);
                assertThat(folded).isBetween(1L, CHANGES - 1L);
            }

            system.startConsumer();

            await().atMost(Duration.ofSeconds(120)).until(() -> position(system) == CHANGES);
            assertThat(LastWords.served(system)).isEqualTo(LastWords.inLog(system));
        }
    }

    private static ServiceProcess consumer(RunningSystem system) {
        List<String> arguments = new ArrayList<>(List.of(system.arguments()));
        // Small steps, so that there is a middle to be killed in.
        arguments.add("--lastword.consumer.batch-size=50");
        arguments.add("--lastword.consumer.max-round-records=200");
        arguments.add("--spring.kafka.consumer.properties.session.timeout.ms=6000");
        return ServiceCommand.of(StateConsumerApplication.class)
                .withArguments(arguments.toArray(String[]::new))
                .start();
    }

    private static void write(RunningSystem system, Random random) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.broker.bootstrapServers(), "linger.ms", "20"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < CHANGES; i++) {
                byte[] key = ("k" + random.nextInt(IDS)).getBytes(UTF_8);
                byte[] value = random.nextInt(10) == 0 ? null : ("{\"n\":" + i + "}").getBytes(UTF_8);
                producer.send(new ProducerRecord<>(system.deviceTopic, key, value));
            }
        }
    }

    private static void awaitPositionsBetween(RunningSystem system, long least, long most) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> position(system) >= least);
        assertThat(position(system)).isLessThan(most);
    }

    /** Offsets folded so far, over all partitions, by whatever generation. */
    private static long position(RunningSystem system) {
        Http.Answer answer = system.query().get("/v1/types/device/partitions");
        if (answer.status() != 200) {
            return 0;
        }
        long sum = 0;
        for (JsonNode partition : answer.json().path("partitions")) {
            sum += partition.path("position").isNumber()
                    ? partition.path("position").longValue()
                    : partition.path("progress").path("read").longValue(0);
        }
        return sum;
    }
}
