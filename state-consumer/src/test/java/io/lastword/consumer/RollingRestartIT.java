package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Consumers share the partitions and are restarted one after the other, without building anything anew. */
@Faults
class RollingRestartIT {

    private static final String EAGER = "--spring.kafka.consumer.properties.heartbeat.interval.ms=500";
    private static final String FIRST = "--lastword.consumer.instance-id=first";
    private static final String SECOND = "--lastword.consumer.instance-id=second";

    @Test
    void shouldHandThePartitionsOverAndBack() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 4)) {
            Writer writer = scene.writer();
            writer.mixed(new Random(9), "id-", 500, 2_000);
            ConfigurableApplicationContext first = scene.start(EAGER);
            ConfigurableApplicationContext second = scene.start(EAGER);
            List<String> generations = generationsShared(scene);

            for (ConfigurableApplicationContext old : List.of(first, second)) {
                old.close();
                Scene.await("the other one to have all")
                        .until(() -> scene.shares().equals(List.of(4)));
                writer.mixed(new Random(10), "id-", 500, 500);
                scene.awaitFolded();
                scene.start(EAGER);
                Scene.await("sharing again").until(() -> scene.shares().equals(List.of(2, 2)));
            }
            writer.mixed(new Random(11), "id-", 500, 500);

            assertThat(scene.awaitFolded()).extracting(Picture::generation).isEqualTo(generations);
        }
    }

    @Test
    void shouldKeepThePartitionsOfANamedInstanceForItWhileItRestarts() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 4)) {
            Writer writer = scene.writer();
            writer.mixed(new Random(12), "id-", 500, 2_000);
            ConfigurableApplicationContext first = scene.start(EAGER, FIRST);
            scene.start(EAGER, SECOND);
            List<String> generations = generationsShared(scene);

            first.close();
            writer.mixed(new Random(13), "id-", 500, 500);
            assertThat(scene.shares()).as("the group has not noticed").isEqualTo(List.of(2, 2));
            scene.start(EAGER, FIRST);

            assertThat(scene.awaitFolded()).extracting(Picture::generation).isEqualTo(generations);
            assertThat(scene.shares()).isEqualTo(List.of(2, 2));
        }
    }

    @Test
    void shouldEndAnInstanceWhoseNameAnotherOneHasTaken() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            ConfigurableApplicationContext first = scene.start(EAGER, FIRST);
            scene.awaitFolded();

            scene.start(EAGER, FIRST);

            Scene.await("the end of the first one")
                    .untilAsserted(() ->
                            assertThat(Scene.health(first)).contains("\"status\":\"DOWN\"", "the fold loop has ended"));
            scene.writer().upserts("id-", 10, 1);
            scene.awaitFolded();
        }
    }

    private static List<String> generationsShared(Scene scene) {
        Scene.await("two partitions each").until(() -> scene.shares().equals(List.of(2, 2)));
        return scene.awaitFolded().stream().map(Picture::generation).toList();
    }
}
