package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Two consumers that disagree about a type for as long as both run, as in a rolling upgrade that got stuck. */
@Faults
class TwoDefinitionsIT {

    private static final int PARTITIONS = 4;
    private static final String EAGER = "--spring.kafka.consumer.properties.heartbeat.interval.ms=300";

    @Test
    void shouldBuildEachPartitionOnceForTheOneThatOwnsIt() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), PARTITIONS)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 2_000, 1);
            scene.start(EAGER);
            scene.awaitFolded();
            ConfigurableApplicationContext other = scene.start(EAGER, "--lastword.types.device.max-state-bytes=100");
            Scene.await("two partitions each").until(() -> scene.shares().equals(List.of(2, 2)));
            Scene.await("two partitions of each definition")
                    .until(() -> shares(scene).equals(List.of(2L, 2L)));
            List<String> generations =
                    scene.awaitFolded().stream().map(Picture::generation).toList();

            for (int version = 2; version < 7; version++) {
                writer.upserts("id-", 2_000, version);
                assertThat(scene.awaitFolded())
                        .as("no build begins because of the other one")
                        .extracting(Picture::generation)
                        .isEqualTo(generations);
            }
            assertThat(shares(scene)).containsExactly(2L, 2L);

            other.close();

            Scene.await("one definition").until(() -> shares(scene).equals(List.of(4L)));
            assertThat(scene.awaitFolded()).extracting(Picture::reason).contains("definition-changed");
        }
    }

    /** How many partitions are served with each definition. */
    private static List<Long> shares(Scene scene) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> String.valueOf(scene.served(partition, "definition")))
                .collect(Collectors.groupingBy(definition -> definition, Collectors.counting()))
                .values()
                .stream()
                .sorted()
                .toList();
    }
}
