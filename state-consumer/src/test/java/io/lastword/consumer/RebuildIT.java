package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.store.Layout;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.RedisServers;
import io.lastword.test.ServiceProcess;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Builds beside a served generation: readers notice nothing but that it happened. */
class RebuildIT {

    /** A build of some thousand entities takes seconds: as long as the rest of a start, and what is looked at meanwhile. */
    private static final String SLOW = "--lastword.consumer.build-rate=1000";

    private static final String SMALL_READS = "--lastword.consumer.max-round-records=500";
    private static final String SMALL_STEPS = "--lastword.consumer.batch-size=500";

    @Test
    void shouldFoldOnLiveWhileARequestedGenerationIsBuilt() {
        shouldFoldOnLiveWhileARequestedGenerationIsBuiltIn(Backends.redis());
    }

    @Test
    @Faults
    void shouldFoldOnLiveWhileARequestedGenerationIsBuiltInACluster() {
        shouldFoldOnLiveWhileARequestedGenerationIsBuiltIn(Backends.redisCluster());
    }

    private static void shouldFoldOnLiveWhileARequestedGenerationIsBuiltIn(RedisServers redis) {
        try (Scene scene = new Scene(Backends.broker(), redis, 1)) {
            Writer writer = scene.writer();
            writer.mixed(new Random(21), "id-", 200, 8_000);
            scene.start(SLOW, SMALL_READS, SMALL_STEPS);
            Picture before = scene.awaitFolded().get(0);

            try (Watcher watcher = new Watcher(scene, 0)) {
                requestRebuild(scene, 0);
                Scene.await("a build").until(() -> scene.building(0, "offset") != null);
                writer.put("written-meanwhile", "{\"n\":1}");
                writer.flush();
                Scene.await("the live fold")
                        .until(() -> requireNonNull(scene.picture(0)).entities().containsKey("written-meanwhile"));
                Picture meanwhile = requireNonNull(scene.picture(0));
                assertThat(meanwhile.generation()).as("folded before the flip").isEqualTo(before.generation());
                assertThat(meanwhile.caughtUpAt()).isAfter(before.caughtUpAt());
                Scene.await("the flip under writes").until(() -> {
                    writer.mixed(new Random(22), "id-", 200, 20);
                    return scene.building(0, "offset") == null;
                });

                Picture after = scene.awaitFolded().get(0);

                assertThat(after.generation()).isNotEqualTo(before.generation());
                assertThat(after.reason()).isEqualTo("requested");
                List<Picture> seen = watcher.stop();
                Watcher.assertTrue(seen, Map.of(scene.topicId(), scene.log()));
                assertThat(seen).extracting(Picture::offset).isSorted();
                assertThat(seen)
                        .extracting(Picture::caughtUpAt)
                        .doesNotContainNull()
                        .isSorted();
                assertThat(new HashSet<>(seen.stream().map(Picture::generation).toList()))
                        .containsExactlyInAnyOrder(before.generation(), after.generation());
            }
        }
    }

    @Test
    void shouldFoldOnWithTheOldDefinitionUntilTheNewOneIsBuilt() {
        String wide = "{\"wide\":\"" + "x".repeat(500) + "\"}";
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 6_000, 1);
            writer.put("wide", wide);
            writer.flush();
            ConfigurableApplicationContext first = scene.start();
            Picture before = scene.awaitFolded().get(0);
            String definition = requireNonNull(scene.served(0, "definition"));
            first.close();

            scene.start(SLOW, SMALL_READS, SMALL_STEPS, "--lastword.types.device.max-state-bytes=100");
            Scene.await("a build").until(() -> scene.building(0, "offset") != null);
            writer.put("wide-too", wide);
            writer.flush();
            Scene.await("the live fold")
                    .until(() -> requireNonNull(scene.picture(0)).entities().containsKey("wide-too"));

            Picture meanwhile = requireNonNull(scene.picture(0));
            assertThat(meanwhile.generation()).isEqualTo(before.generation());
            assertThat(meanwhile.entities())
                    .containsEntry("wide", before.entities().get("wide"));
            assertThat(meanwhile.entities().get("wide-too")).contains(wide);
            Scene.await("the flip")
                    .until(() -> !requireNonNull(scene.picture(0)).generation().equals(before.generation()));
            Picture after = requireNonNull(scene.picture(0));
            assertThat(after.reason()).isEqualTo("definition-changed");
            assertThat(scene.served(0, "definition")).isEqualTo(definition.replace("bytes=524288", "bytes=100"));
            assertThat(after.entities().get("wide")).contains("unreadable");
            assertThat(after.entities().get("wide-too")).contains("unreadable");
            assertThat(after.entities()).hasSize(6_002);
        }
    }

    @Test
    void shouldKeepTheOldIndexesUntilTheNewOnesAreBuilt() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 6_000, 1);
            ConfigurableApplicationContext first = scene.start();
            Picture before = scene.awaitFolded().get(0);
            first.close();

            scene.start(
                    SLOW,
                    SMALL_READS,
                    SMALL_STEPS,
                    "--lastword.types.device.index-by-id=false",
                    "--lastword.types.device.indexes.name.kind=string");
            Scene.await("a build").until(() -> scene.building(0, "offset") != null);
            writer.upserts("new-", 10, 7);
            writer.delete("id-1");
            writer.flush();
            Scene.await("the live fold")
                    .until(() -> !requireNonNull(scene.picture(0)).entities().containsKey("id-1"));

            Picture meanwhile = requireNonNull(scene.picture(0));
            assertThat(meanwhile.generation()).isEqualTo(before.generation());
            assertThat(meanwhile.indexed())
                    .containsEntry("id", 6_009L)
                    .containsEntry("battery", 6_009L)
                    .doesNotContainKey("name");
            Scene.await("the flip")
                    .until(() -> !requireNonNull(scene.picture(0)).generation().equals(before.generation()));
            Picture after = requireNonNull(scene.picture(0));
            assertThat(after.reason()).isEqualTo("definition-changed");
            assertThat(after.indexed())
                    .containsEntry("name", 6_009L)
                    .containsEntry("battery", 6_009L)
                    .doesNotContainKey("id");
            Scene.await("the old indexes' end")
                    .until(() -> scene.keys().stream().noneMatch(key -> key.contains(before.generation())));
        }
    }

    /** A definition of another version of the program cannot be folded with: what is served says as of when it is. */
    @Test
    void shouldFreezeAGenerationOfAnotherVersionWhileItIsBuiltAnew() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 8_000, 1);
            ConfigurableApplicationContext first = scene.start();
            Picture before = scene.awaitFolded().get(0);
            first.close();
            Picture left = requireNonNull(scene.picture(0));
            scene.redis()
                    .hset(
                            scene.layout().generation(Scene.TYPE, 0, before.generation()),
                            "definition".getBytes(UTF_8),
                            "layout=0".getBytes(UTF_8));

            scene.start(SLOW, SMALL_READS, SMALL_STEPS);
            try (Watcher watcher = new Watcher(scene, 0)) {
                Scene.await("a build").until(() -> scene.building(0, "offset") != null);
                assertThat(mark(scene, "frozen")).isEqualTo("definition-changed");
                writer.upserts("new-", 1, 1);
                Scene.await("the flip")
                        .until(() ->
                                !requireNonNull(scene.picture(0)).generation().equals(before.generation()));

                assertThat(mark(scene, "frozen")).isNull();
                scene.awaitFolded();
                List<Picture> seen = watcher.stop();
                Watcher.assertTrue(seen, Map.of(scene.topicId(), scene.log()));
                assertThat(seen.stream().filter(p -> p.generation().equals(before.generation())))
                        .extracting(Picture::caughtUpAt)
                        .isNotEmpty()
                        .containsOnly(left.caughtUpAt());
            }
        }
    }

    /** A frozen partition writes nothing, and so is not fenced: it has to look. */
    @Test
    void shouldNoticeThatTheStoreWasWipedUnderFrozenGenerations() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            scene.writer().upserts("id-", 4_000, 1);
            freezeBoth(scene);

            scene.wipe();

            assertThat(scene.awaitFolded()).extracting(Picture::reason).containsOnly("store-empty");
        }
    }

    @Test
    void shouldSayAgainThatAGenerationIsFrozenAfterTheStoreWasSetBack() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            scene.writer().upserts("id-", 4_000, 1);
            freezeBoth(scene);
            int waiting = scene.building(0) == null ? 0 : 1;

            scene.redis().hdel(scene.layout().partition(Scene.TYPE, waiting), "frozen".getBytes(UTF_8));

            Scene.await("the mark").until(() -> "definition-changed".equals(mark(scene, waiting, "frozen")));
            assertThat(scene.building(waiting)).as("it waits for its turn").isNull();
        }
    }

    /** Returns while one of the two partitions is built anew, slowly, and the other one waits for its turn. */
    private static void freezeBoth(Scene scene) {
        ConfigurableApplicationContext first = scene.start();
        List<Picture> before = scene.awaitFolded();
        first.close();
        for (Picture picture : before) {
            scene.redis()
                    .hset(
                            scene.layout().generation(Scene.TYPE, picture.partition(), picture.generation()),
                            "definition".getBytes(UTF_8),
                            "layout=0".getBytes(UTF_8));
        }
        scene.start("--lastword.consumer.build-rate=200", "--lastword.consumer.batch-size=20", SMALL_READS);
        Scene.await("frozen partitions and a build")
                .until(() -> mark(scene, 0, "frozen") != null
                        && mark(scene, 1, "frozen") != null
                        && (scene.building(0, "offset") != null || scene.building(1, "offset") != null));
    }

    @Test
    void shouldBuildOnePartitionAtATime() {
        int partitions = 4;
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), partitions)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 4_000, 1);
            scene.start("--lastword.consumer.build-rate=4000", SMALL_READS, SMALL_STEPS);
            List<String> before =
                    scene.awaitFolded().stream().map(Picture::generation).toList();
            Set<Integer> together = new HashSet<>();

            IntStream.range(0, partitions).forEach(partition -> requestRebuild(scene, partition));
            Scene.await("four new generations").until(() -> {
                together.add((int) IntStream.range(0, partitions)
                        .filter(partition -> scene.building(partition, "offset") != null)
                        .count());
                return scene.pictures().stream().noneMatch(picture -> before.contains(picture.generation()));
            });

            assertThat(together).contains(1).isSubsetOf(0, 1);
            assertThat(scene.awaitFolded()).extracting(Picture::reason).containsOnly("requested");
        }
    }

    @Test
    void shouldGiveUpARequestedBuildThatIsCancelled() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 8_000, 1);
            AdminClient admin = AdminClient.of(scene.start(SLOW, SMALL_READS, SMALL_STEPS));
            List<Picture> before = scene.awaitFolded();
            admin.post("/v1/types/device/rebuild");
            Scene.await("a build").until(() -> scene.building(0) != null || scene.building(1) != null);
            String building = requireNonNull(scene.building(0) != null ? scene.building(0) : scene.building(1));

            HttpResponse<String> cancelled = admin.delete("/v1/types/device/rebuild");
            HttpResponse<String> again = admin.delete("/v1/types/device/rebuild?partition=0");

            assertThat(cancelled.statusCode()).isEqualTo(200);
            assertThat(cancelled.body()).isEqualTo("{\"type\":\"device\",\"partitions\":[0,1],\"kept\":[]}");
            assertThat(again.statusCode()).isEqualTo(200);
            Scene.await("its end").until(() -> scene.keys().stream().noneMatch(key -> key.contains(building)));
            writer.upserts("id-", 10, 2);
            assertThat(scene.awaitFolded())
                    .extracting(Picture::generation)
                    .isEqualTo(before.stream().map(Picture::generation).toList());
            assertThat(scene.building(0)).isNull();
            assertThat(scene.building(1)).isNull();
        }
    }

    @Test
    void shouldNotCancelTheBuildOfAColdPartition() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            AdminClient admin = AdminClient.of(scene.start());
            scene.awaitFolded();
            byte[] partition = scene.layout().partition(Scene.TYPE, 0);
            scene.deleteTopic();
            scene.redis().del(partition);

            HttpResponse<String> one = admin.delete("/v1/types/device/rebuild?partition=0");
            HttpResponse<String> all = admin.delete("/v1/types/device/rebuild");

            assertThat(one.statusCode()).isEqualTo(409);
            assertThat(one.body()).contains("rebuild-needed", "store-empty");
            assertThat(all.statusCode()).isEqualTo(200);
            assertThat(all.body()).contains("\"kept\":[{\"partition\":0,\"reason\":\"store-empty\"}]");
        }
    }

    @Test
    @Faults
    void shouldGoOnWithTheBuildOfAConsumerThatWasKilled() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 8_000, 1);
            String impatient = "--spring.kafka.consumer.properties.session.timeout.ms=6000";
            ServiceProcess killed = scene.startProcess(impatient, SLOW, SMALL_READS, SMALL_STEPS);
            Picture before = scene.awaitFolded().get(0);
            requestRebuild(scene, 0);
            Scene.await("the middle of the build").until(() -> {
                String offset = scene.building(0, "offset");
                return offset != null && Long.parseLong(offset) > 1_000;
            });

            killed.kill9();
            byte[] building = scene.redis().hget(scene.layout().partition(Scene.TYPE, 0), "building".getBytes(UTF_8));
            assertThat(building).as("it was killed before the flip").isNotNull();
            writer.upserts("id-", 10, 2);
            scene.start();

            Scene.await("the flip")
                    .until(() -> !requireNonNull(scene.picture(0)).generation().equals(before.generation()));
            assertThat(requireNonNull(scene.picture(0)).generation()).isEqualTo(new String(building, UTF_8));
            scene.awaitFolded();
            Scene.await("the old generation's end")
                    .until(() -> scene.redis()
                                    .smembers(scene.layout().generations(Scene.TYPE, 0))
                                    .size()
                            == 1);
        }
    }

    static void requestRebuild(Scene scene, int partition) {
        scene.redis()
                .hset(
                        scene.layout().partition(Scene.TYPE, partition),
                        Layout.PartitionFields.REBUILD_DUE.getBytes(UTF_8),
                        "requested".getBytes(UTF_8));
    }

    private static @Nullable String mark(Scene scene, String field) {
        return mark(scene, 0, field);
    }

    private static @Nullable String mark(Scene scene, int partition, String field) {
        byte[] value = scene.redis().hget(scene.layout().partition(Scene.TYPE, partition), field.getBytes(UTF_8));
        return value == null ? null : new String(value, UTF_8);
    }
}
