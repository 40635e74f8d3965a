package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.lastword.embedded.EmbeddedSentinel;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.TestRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis behind a sentinel, which fails over to a replica that has not had the last writes. */
@Faults
class SentinelIT {

    private static final String ENTITY = "/v1/entities/device/van-07";

    @Test
    void shouldComeBackAfterTheMasterWasKilledWithoutALie(@TempDir Path directory) {
        try (TestRedis master = Backends.newRedis(false);
                TestRedis replica = Backends.newRedis(false)) {
            assumeThat(master.description())
                    .as("addresses that a sentinel can tell")
                    .startsWith("embedded");
            replica.cli("REPLICAOF", master.host(), Integer.toString(master.port()));
            try (EmbeddedSentinel sentinel =
                            new EmbeddedSentinel(directory, master.host(), master.port(), Duration.ofSeconds(1));
                    RunningSystem system = new RunningSystem(Backends.broker(), master, wayBy(sentinel))) {
                await("the sentinel to know the replica")
                        .atMost(Duration.ofSeconds(60))
                        .until(sentinel::knowsOfReplica);
                system.startAll();
                writeAndRead(system, 1);
                await("the replica to have it").until(() -> replicatedBy(replica) >= replicatedBy(master));
                cutOff(master, replica);
                writeAndRead(system, 2);

                kill(master);

                List<Http.Answer> answers = new ArrayList<>();
                await("a read")
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> {
                            answers.add(system.query().get(ENTITY));
                            return replica.cli("ROLE").startsWith("master")
                                    && answers.get(answers.size() - 1).status() == 200;
                        });
                assertThat(answers).anyMatch(answer -> answer.status() == 503);
                assertThat(answers).allSatisfy(answer -> {
                    if (answer.status() == 200) {
                        assertThat(answer.json().at("/state/n").intValue())
                                .as(answer.body())
                                .isEqualTo(2);
                    } else {
                        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                    }
                });
                writeAndRead(system, 3);
            }
        }
    }

    private static Map<String, String> wayBy(EmbeddedSentinel sentinel) {
        return Map.of(
                "spring.data.redis.sentinel.master",
                EmbeddedSentinel.MASTER,
                "spring.data.redis.sentinel.nodes",
                "127.0.0.1:" + sentinel.port());
    }

    private static void writeAndRead(RunningSystem system, int n) {
        String token = system.producer().put(ENTITY, "{\"n\":" + n + "}").text("token");
        await("a read of what was written").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Http.Answer answer = system.query().get(ENTITY + "?timeout=1s&after=" + token);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.json().at("/state/n").intValue()).isEqualTo(n);
        });
    }

    private static long replicatedBy(TestRedis redis) {
        return Long.parseLong(info(redis, "replication", "master_repl_offset"));
    }

    /** What is written from now on is lost with the master. */
    private static void cutOff(TestRedis master, TestRedis replica) {
        master.cli("ACL", "SETUSER", "default", "-psync", "-sync");
        master.cli("CLIENT", "KILL", "TYPE", "replica");
        await("the replica to be without its master")
                .until(() -> replica.cli("INFO", "replication").contains("master_link_status:down"));
    }

    private static void kill(TestRedis redis) {
        long process = Long.parseLong(info(redis, "server", "process_id"));
        ProcessHandle.of(process).orElseThrow().destroyForcibly();
    }

    private static String info(TestRedis redis, String section, String field) {
        return redis.cli("INFO", section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }
}
