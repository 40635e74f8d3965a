package io.lastword.consumer.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AlsoInContainers;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.RedisServers;
import io.lastword.test.SlotMigration;
import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@AlsoInContainers
@Faults
class HistoryWindowStoreOnClusterIT extends HistoryWindowStoreIT {

    private static final TestRedisCluster CLUSTER = Backends.redisCluster();

    @Override
    RedisServers servers() {
        return CLUSTER;
    }

    @Test
    void shouldAddALookWhileTheSlotMoves() {
        Instant first = Instant.parse("2026-03-01T12:00:00Z");
        store().add("device", look(Duration.ofHours(1), first));
        int slot = CLUSTER.slotOf(new String(layout.historyWindows(), UTF_8));
        TestRedis owner = CLUSTER.ownerOf(slot);
        TestRedis other = CLUSTER.servers().stream()
                .filter(server -> server != owner)
                .findFirst()
                .orElseThrow();
        SlotMigration migration = CLUSTER.beginMigration(slot, other);
        migration.moveKeys(1);

        store().add("device", look(Duration.ofHours(1), first.plusSeconds(1)));
        migration.finish();

        assertThat(stored("device").since()).isEqualTo(first);
        assertThat(stored("device").seenAt()).isEqualTo(first.plusSeconds(1));
    }
}
