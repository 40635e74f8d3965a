package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.TestBrokerCluster;
import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Redis and Kafka clusters change under the feet of clients, who never get a wrong answer and lose nothing. */
@Faults
class ClustersUnderLoadIT {

    private static final int PARTITIONS = 8;

    private final RunningSystem system = RunningSystem.sharedOnClusters();
    private final TestRedisCluster redis = Backends.redisCluster();
    private final TestBrokerCluster brokers = Backends.brokerCluster();
    private List<String> builds;
    private CheckedLoad load;

    @BeforeEach
    void begin() {
        awaitFolded();
        builds = builds();
        load = new CheckedLoad(system);
        awaitMore("written 200", 50);
    }

    @AfterEach
    void assertThatAnswersWereTrueAndNothingIsLost() {
        assertThat(load.stop()).as("wrong among %s", load.counts()).isEmpty();
        awaitFolded();
        assertThat(LastWords.served(system)).isEqualTo(LastWords.inLog(system));
        assertThat(builds()).as("nothing was built anew").isEqualTo(builds);
    }

    @Test
    void shouldServeAndFoldWhileEverySlotMovesThereAndBack() {
        long refusals = redis.refusals();

        for (int partition = 0; partition < PARTITIONS; partition++) {
            int slot = redis.slotOf(system.keyPrefix + "{device:" + partition + "}");
            TestRedis home = redis.ownerOf(slot);
            TestRedis other = redis.servers().stream()
                    .filter(server -> server != home)
                    .findFirst()
                    .orElseThrow();
            redis.migrate(slot, other);
            awaitMore("read back 200", 20);
            redis.migrate(slot, home);
            awaitMore("read back 200", 20);
        }

        assertThat(redis.refusals()).as("refusals were met").isGreaterThan(refusals);
        assertThat(load.counts()).containsKeys("read 200", "read 404").doesNotContainKey("written 503");
    }

    @Test
    void shouldAcknowledgeWritesAndServeWhileOneBrokerIsDown() {
        for (int node = 1; node <= brokers.size(); node++) {
            brokers.stop(node);
            awaitMore("read back 200", 100);
            brokers.start(node);
        }

        assertThat(load.counts().keySet())
                .filteredOn(answer -> answer.startsWith("written"))
                .containsExactly("written 200");
    }

    private void awaitMore(String answers, int more) {
        int before = load.count(answers);
        await(more + " more " + answers)
                .atMost(Duration.ofSeconds(60))
                .until(() -> load.count(answers) >= before + more);
    }

    private void awaitFolded() {
        await("the fold of everything").atMost(Duration.ofSeconds(60)).until(() -> {
            JsonNode partitions =
                    system.query().get("/v1/types/device/partitions").json().path("partitions");
            boolean folded = partitions.size() == PARTITIONS;
            for (JsonNode partition : partitions) {
                folded &= partition.path("state").stringValue("").equals("live")
                        && partition.path("lag").longValue(-1) == 0;
            }
            return folded;
        });
    }

    /** When the build of each partition's snapshots was begun. */
    private List<String> builds() {
        List<String> begun = new ArrayList<>();
        for (JsonNode partition :
                system.query().get("/v1/types/device/partitions").json().path("partitions")) {
            begun.add(partition.path("logRecordsAt").stringValue());
        }
        return begun;
    }
}
