package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.Layout;
import io.lastword.test.Backends;
import org.junit.jupiter.api.Test;

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
}
