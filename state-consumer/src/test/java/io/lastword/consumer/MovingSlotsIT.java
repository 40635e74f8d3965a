package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AlsoInContainers;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Slots move from one master to another while the fold goes on: nothing is lost, doubled or built anew. */
@AlsoInContainers
@Faults
class MovingSlotsIT {

    private static final int PARTITIONS = 4;

    private final TestRedisCluster cluster = Backends.redisCluster();

    @Test
    void shouldGoOnInTheSameGenerationWhileEverySlotMovesThereAndBack() {
        try (Scene scene = new Scene(Backends.broker(), cluster, PARTITIONS)) {
            Writer writer = scene.writer();
            writer.mixed(new Random(14), "id-", 5_000, 20_000);
            scene.start();
            List<String> generations =
                    scene.awaitFolded().stream().map(Picture::generation).toList();
            long refusals = cluster.refusals();
            AtomicBoolean moved = new AtomicBoolean();
            CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> writeUntil(moved, writer));

            List<Picture> seen = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                try (Watcher watcher = new Watcher(scene, partition)) {
                    moveThereAndBack(scene, partition);
                    seen.addAll(watcher.stop());
                }
            }
            moved.set(true);
            assertThat(writing.join()).as("rounds written meanwhile").isGreaterThan(PARTITIONS);

            assertThat(scene.awaitFolded()).extracting(Picture::generation).isEqualTo(generations);
            assertThat(cluster.refusals()).as("refusals were met").isGreaterThan(refusals);
            assertThat(seen).hasSizeGreaterThan(PARTITIONS);
            Watcher.assertTrue(seen, Map.of(scene.topicId(), scene.log()));
        }
    }

    @Test
    void shouldGoOnWithABuildBesideTheServedGenerationWhileTheSlotMovesThereAndBack() {
        try (Scene scene = new Scene(Backends.broker(), cluster, 1)) {
            Writer writer = scene.writer();
            writer.mixed(new Random(16), "id-", 2_000, 10_000);
            scene.start(
                    "--lastword.consumer.build-rate=2000",
                    "--lastword.consumer.max-round-records=500",
                    "--lastword.consumer.batch-size=500");
            Picture before = scene.awaitFolded().get(0);
            long refusals = cluster.refusals();
            AtomicBoolean moved = new AtomicBoolean();

            try (Watcher watcher = new Watcher(scene, 0)) {
                RebuildIT.requestRebuild(scene, 0);
                Scene.await("a build").until(() -> scene.building(0, "offset") != null);
                CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> writeUntil(moved, writer));
                String building = requireNonNull(scene.building(0));
                moveThereAndBack(scene, 0);
                assertThat(scene.building(0)).as("it moved before the flip").isEqualTo(building);
                moved.set(true);
                writing.join();
                Scene.await("the flip")
                        .until(() ->
                                !requireNonNull(scene.picture(0)).generation().equals(before.generation()));

                Picture after = scene.awaitFolded().get(0);
                List<Picture> seen = watcher.stop();
                assertThat(after.generation()).isEqualTo(building);
                assertThat(cluster.refusals()).as("refusals were met").isGreaterThan(refusals);
                Watcher.assertTrue(seen, Map.of(scene.topicId(), scene.log()));
                assertThat(seen).extracting(Picture::offset).isSorted();
            }
        }
    }

    private void moveThereAndBack(Scene scene, int partition) {
        int slot = cluster.slotOf(new String(scene.layout().partition(Scene.TYPE, partition), UTF_8));
        TestRedis home = cluster.ownerOf(slot);
        TestRedis other = cluster.servers().stream()
                .filter(server -> server != home)
                .findFirst()
                .orElseThrow();
        cluster.migrate(slot, other);
        awaitProgress(scene, partition);
        cluster.migrate(slot, home);
        awaitProgress(scene, partition);
    }

    private static void awaitProgress(Scene scene, int partition) {
        String before = scene.served(partition, "offset");
        Scene.await("the fold of partition " + partition + " to go on")
                .until(() -> !scene.served(partition, "offset").equals(before));
    }

    private static int writeUntil(AtomicBoolean done, Writer writer) {
        Random random = new Random(15);
        int rounds = 0;
        for (; !done.get(); rounds++) {
            // Little at a time, so that a build can catch up with it.
            writer.mixed(random, "id-", 5_000, 5);
        }
        return rounds;
    }
}
