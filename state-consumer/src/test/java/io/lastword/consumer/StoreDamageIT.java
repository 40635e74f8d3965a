package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Layout;
import io.lastword.test.Backends;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Of a Redis that has lost a part of what it held the rest is not believed. */
class StoreDamageIT {

    /** As after a failover to a replica that had not heard of the flip yet; the position is the same. */
    @Test
    void shouldServeAgainWhatARedisThatLostTheFlipHoldsAsABuild() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            scene.writer().upserts("id-", 500, 1);
            scene.start();
            Picture before = scene.awaitFolded().get(0);
            byte[] partition = scene.layout().partition(Scene.TYPE, 0);
            byte[] generation = before.generation().getBytes(UTF_8);

            scene.redis().hset(partition, Layout.PartitionFields.BUILDING.getBytes(UTF_8), generation);
            scene.redis().hdel(partition, Layout.PartitionFields.SERVED.getBytes(UTF_8));

            Scene.await("a partition that is served").until(() -> scene.picture(0) != null);
            assertThat(requireNonNull(scene.picture(0)).generation()).isEqualTo(before.generation());
            scene.writer().upserts("id-", 10, 2);
            scene.awaitFolded();
        }
    }

    /** By hand, or by a Redis that throws keys away: what the key held would be called absent. */
    @Test
    void shouldBuildAnewAPartitionThatLostAKey() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 500, 1);
            writer.put("broken", "no state");
            writer.flush();
            scene.start();
            scene.awaitFolded();

            for (String lost : List.of(":7", ":by-id:3", ":unreadable")) {
                String generation = requireNonNull(scene.picture(0)).generation();
                String key = scene.keys().stream()
                        .filter(name -> name.endsWith(":" + generation + lost))
                        .findFirst()
                        .orElseThrow();

                scene.redis().del(key.getBytes(UTF_8));

                Scene.await("a generation that has what " + key + " had")
                        .ignoreExceptions()
                        .until(() -> {
                            Picture now = scene.picture(0);
                            return now != null && !now.generation().equals(generation);
                        });
                assertThat(scene.awaitFolded().get(0).reason()).isEqualTo("store-damaged");
            }
        }
    }

    @Test
    void shouldMissNothingWhereEntitiesComeAndGo() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            ConfigurableApplicationContext consumer = scene.start();
            writer.mixed(new Random(5), "id-", 300, 6_000);
            String generation = scene.awaitFolded().get(0).generation();
            SnapshotStore store = consumer.getBean(SnapshotStore.class);
            FoldDefinition definition = FoldDefinition.parse(requireNonNull(scene.served(0, "definition")))
                    .orElseThrow();

            assertThat(store.awaitDamage(Scene.TYPE, 0, generation, definition)).isEmpty();
        }
    }
}
