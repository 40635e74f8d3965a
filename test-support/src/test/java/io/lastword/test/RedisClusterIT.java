package io.lastword.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

@AlsoInContainers
@Faults
class RedisClusterIT {

    private final TestRedisCluster cluster = Backends.redisCluster();

    @Test
    void shouldSpreadTheSlotsOverThreeMasters() {
        assertThat(cluster.servers())
                .hasSize(3)
                .allSatisfy(master -> assertThat(master.cli("CLUSTER", "INFO"))
                        .contains("cluster_state:ok", "cluster_slots_assigned:16384", "cluster_size:3"));
        assertThat(cluster.ownerOf(0)).isSameAs(cluster.servers().get(0));
        assertThat(cluster.ownerOf(16_383)).isSameAs(cluster.servers().get(2));
    }

    @Test
    void shouldMoveASlotWithItsKeysThereAndBack() {
        int slot = cluster.slotOf("{moved}");
        TestRedis home = cluster.ownerOf(slot);
        TestRedis other = otherThan(home);
        home.cli("SET", "{moved}:a", "1");
        home.cli("SET", "{moved}:b", "2");

        cluster.migrate(slot, other);

        assertThat(cluster.ownerOf(slot)).isSameAs(other);
        assertThat(other.cli("GET", "{moved}:a")).isEqualTo("1");
        assertThatThrownBy(() -> home.cli("GET", "{moved}:b")).hasMessageStartingWith("MOVED");

        cluster.migrate(slot, home);

        assertThat(home.cli("GET", "{moved}:b")).isEqualTo("2");
    }

    @Test
    void shouldHaveKeysInBothPlacesInTheMiddleOfAMove() {
        int slot = cluster.slotOf("{half}");
        TestRedis home = cluster.ownerOf(slot);
        TestRedis other = otherThan(home);
        home.cli("SET", "{half}:a", "1");
        home.cli("SET", "{half}:b", "2");

        SlotMigration migration = cluster.beginMigration(slot, other);
        assertThat(migration.moveKeys(1)).isEqualTo(1);

        assertThat(home.cli("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)))
                .isEqualTo("1");
        assertThat(other.cli("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)))
                .isEqualTo("1");
        migration.finish();
        assertThat(other.cli("MGET", "{half}:a", "{half}:b")).isEqualTo("1\n2");
    }

    @Test
    void shouldKeepSlotsAndDataThroughAStopWhenPersistent() {
        try (TestRedisCluster own = Backends.newRedisCluster(true)) {
            TestRedis owner = own.ownerOf(own.slotOf("a"));
            owner.cli("SET", "a", "1");

            own.stop();
            own.start();

            assertThat(own.ownerOf(own.slotOf("a"))).isSameAs(owner);
            assertThat(owner.cli("GET", "a")).isEqualTo("1");

            own.stop();
            own.startEmpty();

            assertThat(own.servers().get(0).cli("CLUSTER", "INFO")).contains("cluster_state:ok");
            assertThat(owner.cli("GET", "a")).isEqualTo("(nil)");
        }
    }

    private TestRedis otherThan(TestRedis home) {
        return cluster.servers().stream()
                .filter(master -> master != home)
                .findFirst()
                .orElseThrow();
    }
}
