package io.lastword.consumer.snapshot;

import static io.lastword.consumer.snapshot.StoreUnderTest.PARTITION;
import static io.lastword.consumer.snapshot.StoreUnderTest.PARTITIONS;
import static io.lastword.consumer.snapshot.StoreUnderTest.TYPE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.EntityId;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.Layout;
import io.lastword.test.AlsoInContainers;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.RedisServers;
import io.lastword.test.SlotMigration;
import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same on a Redis Cluster, and while a slot moves from one master to another. */
@AlsoInContainers
@Faults
class IndexOnClusterIT extends IndexIT {

    private static final TestRedisCluster CLUSTER = Backends.redisCluster();

    @Override
    RedisServers redis() {
        return CLUSTER;
    }

    /** The master that gives a slot away refuses a command on a key that is gone, also in the middle of a script. */
    @Test
    void shouldApplyAStepAsAWholeAlsoWhereItEmptiesAnIndexOfASlotThatIsMoving() {
        EntityId only = idsOfIndexSlot(3, 1)[0];
        EntityId[] others = idsOfIndexSlot(5, 40);
        for (EntityId other : others) {
            upsert(other, "{\"status\":\"idle\",\"battery\":1,\"at\":{\"lat\":1,\"lon\":1}}");
        }
        upsert(only, "{\"status\":\"idle\",\"battery\":1,\"at\":{\"lat\":1,\"lon\":1}}");
        upsert(idsOfIndexSlot(3, 2)[1], "{}");
        spoil(new EntityId("broken"));
        scene.redis().hset(scene.layout().misplaced(TYPE, PARTITION, "g1"), "stray".getBytes(UTF_8), new byte[] {'1'});
        apply();
        SlotMigration migration = CLUSTER.beginMigration(slot(), otherMaster());
        try {
            // Its entry in one index moves, and it leaves the others; each is the only one of its sorted set.
            upsert(only, "{\"battery\":2}");
            delete(others[7]);
            apply();
        } finally {
            migration.finish();
        }

        assertIndexed();
    }

    @Test
    void shouldApplyAStepOnceItsIndexesHaveMoved() {
        EntityId[] ids = idsOfIndexSlot(2, 30);
        for (EntityId id : ids) {
            upsert(id, "{\"status\":\"idle\",\"battery\":1}");
        }
        apply();
        SlotMigration migration = CLUSTER.beginMigration(slot(), otherMaster());
        migration.moveKeys(4);
        for (EntityId id : ids) {
            upsert(id, "{\"status\":\"driving\"}");
        }

        var applied = scene.send(nextStep("g1", DEFINITION));
        assertThat(applied).isNotDone();
        migration.finish();

        assertThat(applied.join()).isTrue();
        assertIndexed();
    }

    private static EntityId[] idsOfIndexSlot(int slot, int count) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new EntityId("entity-" + i))
                .filter(id -> Partitioner.bucket(id.toKey(), PARTITIONS, Layout.BUCKETS) % Layout.INDEX_SLOTS == slot)
                .limit(count)
                .toArray(EntityId[]::new);
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
