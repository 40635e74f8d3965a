package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A master of a Redis Cluster that cannot be reached costs its own partitions, and no others. */
@Faults
class UnreachableMasterIT {

    private static final int PARTITIONS = 12;

    @Test
    void shouldPlanThePartitionsOfTheMastersThatAnswer() {
        try (TestRedisCluster redis = Backends.newRedisCluster(false);
                Scene scene = new Scene(Backends.broker(), redis, PARTITIONS)) {
            redis.servers().forEach(server -> server.cli("CONFIG", "SET", "cluster-require-full-coverage", "no"));
            scene.writer().upserts("id-", 1_000, 1);
            Map<Integer, TestRedis> owners = new TreeMap<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                owners.put(partition, owner(redis, scene.layout().partition(Scene.TYPE, partition)));
            }
            List<TestRedis> ofTheType = List.of(
                    owner(redis, scene.layout().catalog()),
                    owner(redis, scene.layout().historyWindows()));
            TestRedis lost = redis.servers().stream()
                    .filter(server -> !ofTheType.contains(server))
                    .findFirst()
                    .orElseThrow();
            List<Integer> healthy = owners.keySet().stream()
                    .filter(partition -> owners.get(partition) != lost)
                    .toList();
            assertThat(healthy).isNotEmpty().hasSizeLessThan(PARTITIONS);

            lost.stop();
            scene.start();

            LogOracle log = scene.log();
            Scene.await("the partitions of the other masters")
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        for (Integer partition : healthy) {
                            assertThat(requireNonNull(scene.picture(partition)).entities())
                                    .isEqualTo(log.of(partition));
                        }
                    });
        }
    }

    private static TestRedis owner(TestRedisCluster redis, byte[] key) {
        return redis.ownerOf(redis.slotOf(new String(key, UTF_8)));
    }
}
