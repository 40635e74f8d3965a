package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.RedisServers;
import io.lastword.test.TestBroker;
import io.lastword.test.TestBrokerCluster;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The same on three masters and three brokers, and what one broker alone cannot survive. */
@Faults
class LogFaultsOnClustersIT extends LogFaultsIT {

    private final TestBrokerCluster brokers = Backends.brokerCluster();

    @Override
    TestBroker broker() {
        return brokers;
    }

    @Override
    RedisServers redis() {
        return Backends.redisCluster();
    }

    @Override
    TestBroker stoppableBroker() {
        return brokers;
    }

    @Test
    void shouldFoldOnWhileTheBrokerThatLedIsDown() {
        try (Scene scene = new Scene(brokers, redis(), 3)) {
            Writer writer = scene.writer();
            Random random = new Random(8);
            writer.mixed(random, "id-", 500, 2_000);
            scene.start();
            List<String> generations =
                    scene.awaitFolded().stream().map(Picture::generation).toList();
            int leader = scene.leader(0);

            brokers.stop(leader);
            writer.mixed(random, "id-", 500, 2_000);

            assertThat(scene.awaitFolded()).extracting(Picture::generation).isEqualTo(generations);
            assertThat(scene.leader(0)).isNotEqualTo(leader);
            assertThat(scene.served(0, "leader-epoch")).isNotEqualTo("0");

            brokers.start(leader);
            writer.mixed(random, "id-", 500, 2_000);

            assertThat(scene.awaitFolded()).extracting(Picture::generation).isEqualTo(generations);
        }
    }

    @Test
    void shouldGoOnBuildingWhileTheControllerChanges() throws Exception {
        try (Scene scene = new Scene(brokers, redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 8_000, 1);
            scene.start(
                    "--lastword.consumer.build-rate=1000",
                    "--lastword.consumer.max-round-records=500",
                    "--lastword.consumer.batch-size=500");
            Picture before = scene.awaitFolded().get(0);
            int controller = controller(scene);

            RebuildIT.requestRebuild(scene, 0);
            Scene.await("a build").until(() -> scene.building(0, "offset") != null);
            String building = scene.building(0);
            brokers.stop(controller);
            try {
                Scene.await("another controller").ignoreExceptions().until(() -> controller(scene) != controller);
                writer.upserts("id-", 100, 2);
                Scene.await("the flip").until(() -> scene.building(0, "offset") == null);

                Picture after = scene.awaitFolded().get(0);
                assertThat(after.generation())
                        .as("the build that had begun, and no other")
                        .isEqualTo(building)
                        .isNotEqualTo(before.generation());
            } finally {
                brokers.start(controller);
            }
        }
    }

    private static int controller(Scene scene) throws Exception {
        return scene.admin().describeMetadataQuorum().quorumInfo().get().leaderId();
    }

    @Test
    void shouldFoldTheOtherPartitionsWhereOneHasNoLeader() {
        int leaderless = 2;
        try (Scene scene = new Scene(brokers, redis(), 3)) {
            scene.deleteTopic();
            scene.createTopicAgainWithoutCopies();
            scene.writer().mixed(new Random(9), "id-", 500, 2_000);
            LogOracle log = scene.log();

            brokers.stop(leaderless + 1);
            try {
                scene.start();

                Scene.await("the partitions that have a leader")
                        .ignoreExceptions()
                        .untilAsserted(() -> {
                            for (int partition = 0; partition < leaderless; partition++) {
                                assertThat(scene.picture(partition).entities()).isEqualTo(log.of(partition));
                            }
                        });
                assertThat(scene.picture(leaderless)).isNull();
            } finally {
                brokers.start(leaderless + 1);
            }

            scene.awaitFolded();
        }
    }
}
