package io.lastword.consumer.snapshot;

import static io.lastword.consumer.snapshot.StoreUnderTest.PARTITION;
import static io.lastword.consumer.snapshot.StoreUnderTest.TYPE;
import static io.lastword.consumer.snapshot.StoreUnderTest.fresh;
import static io.lastword.consumer.snapshot.StoreUnderTest.present;
import static io.lastword.consumer.snapshot.StoreUnderTest.step;
import static io.lastword.consumer.snapshot.StoreUnderTest.unreadable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.fold.Outcome;
import io.lastword.model.entity.EntityId;
import io.lastword.test.AlsoInContainers;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.RedisServers;
import io.lastword.test.SlotMigration;
import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same on a Redis Cluster, and what is different there: slots on their way from one master to another. */
@AlsoInContainers
@Faults
class SnapshotStoreOnClusterIT extends SnapshotStoreIT {

    private static final TestRedisCluster CLUSTER = Backends.redisCluster();

    private @Nullable SlotMigration migration;

    @Override
    RedisServers redis() {
        return CLUSTER;
    }

    @Test
    void shouldApplyStepsInTheirOrderOnceTheSlotHasMoved() {
        scene.serve("g1", 10);
        assertThat(scene.apply(step("g1", 10, 12, present("a", 10), present("b", 11))))
                .isTrue();
        beginMigration();
        migration.moveKeys(2);

        List<CompletableFuture<Boolean>> steps = new ArrayList<>();
        for (int from = 12; from < 32; from++) {
            steps.add(scene.send(step("g1", from, from + 1, present("a", from))));
        }
        assertThat(steps).noneMatch(CompletableFuture::isDone);
        migration.finish();

        assertThat(steps).allSatisfy(step -> assertThat(step.join()).isTrue());
        assertThat(scene.field("g1", "offset")).isEqualTo("32");
        assertThat(scene.snapshots("g1")).isEqualTo(Map.of("a", 31L, "b", 11L));
    }

    @Test
    void shouldFenceTheStepsOfACallerThatWasOvertakenWhileTheSlotMoved() {
        scene.serve("g1", 10);
        beginMigration();
        migration.moveKeys(1);

        CompletableFuture<Boolean> late = scene.send(step("g1", 8, 9, present("a", 8)));
        CompletableFuture<Boolean> next = scene.send(step("g1", 9, 11, present("b", 9)));
        migration.finish();

        assertThat(late.join()).isFalse();
        assertThat(next.join()).as("the step behind it").isFalse();
        assertThat(scene.snapshots("g1")).isEmpty();
    }

    /** The master that gives a slot away refuses a command on a key that is gone, also in the middle of a script. */
    @Test
    void shouldApplyAStepAsAWholeAlsoWhereItEmptiesAKeyOfASlotThatIsMoving() {
        scene.serve("g1", 10);
        Map<EntityId, Outcome> all = new HashMap<>();
        all.put(new EntityId("a"), present("a", 10));
        all.put(new EntityId("b"), present("b", 11));
        all.put(new EntityId("stays-a"), present("stays-a", 12));
        all.put(new EntityId("broken"), unreadable("broken", 13));
        all.put(new EntityId("stray"), new Outcome.Misplaced(14));
        for (int i = 0; i < 500; i++) {
            all.put(new EntityId("fill-" + i), present("fill-" + i, 15));
        }
        assertThat(scene.apply(step("g1", 10, 600, all, null))).isTrue();
        beginMigration();

        boolean applied =
                scene.apply(step("g1", 600, 603, present("broken", 600), present("a", 601), present("b", 602)));
        migration.finish();

        assertThat(applied).isTrue();
        assertThat(scene.field("g1", "offset")).isEqualTo("603");
        assertThat(scene.snapshots("g1"))
                .containsEntry("broken", 600L)
                .containsEntry("a", 601L)
                .containsEntry("b", 602L);
        assertThat(scene.unreadables("g1")).isEmpty();
        assertThat(scene.counted("g1")).isEqualTo(Long.parseLong(scene.field("g1", "live-entities")));
    }

    @Test
    void shouldDropAGenerationWhoseKeysWereInTwoPlacesOnceTheSlotHasMoved() {
        scene.serve("old", 10);
        assertThat(scene.apply(step("old", 10, 12, present("a", 10), present("b", 11))))
                .isTrue();
        scene.serve("new", 12);
        beginMigration();
        migration.moveKeys(3);

        SnapshotStore.Orphans meanwhile = scene.store().dropOrphans(TYPE, PARTITION);
        migration.finish();

        assertThat(meanwhile).isEqualTo(new SnapshotStore.Orphans(0, 1));
        assertThat(scene.store().dropOrphans(TYPE, PARTITION)).isEqualTo(new SnapshotStore.Orphans(1, 0));
        assertThat(scene.bytes().keySet()).isNotEmpty().noneMatch(key -> key.contains(":old"));
    }

    @Test
    void shouldBeginAndServeAGenerationOnceTheSlotHasMoved() throws Exception {
        scene.serve("g1", 10);
        beginMigration();
        migration.moveKeys(1);

        CompletableFuture<Boolean> begun = CompletableFuture.supplyAsync(() -> scene.begin(fresh("g2", 0), true));
        assertThat(scene.read().buildingId()).isNull();
        migration.finish();

        assertThat(begun.join()).isTrue();
        assertThat(scene.apply(step("g2", 0, 10))).isTrue();
        assertThat(scene.flip("g2", 10, "g1")).isTrue();
    }

    @AfterEach
    void finishMigration() {
        if (migration != null) {
            migration.finish();
        }
    }

    private void beginMigration() {
        migration = CLUSTER.beginMigration(slot(), otherMaster());
    }

    private int slot() {
        return CLUSTER.slotOf(new String(scene.layout().partition(TYPE, PARTITION), UTF_8));
    }

    private TestRedis otherMaster() {
        TestRedis owner = CLUSTER.ownerOf(slot());
        return CLUSTER.servers().stream()
                .filter(server -> server != owner)
                .findFirst()
                .orElseThrow();
    }
}
