package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.TestRedis;
import io.lastword.test.VirtualAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Failovers of Redis that cut no connection: the address leads to the new master, what is open stays at the old one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisFailoverIT {

    private static final String ENTITY = "/v1/entities/device/van-07";

    private TestRedis master;
    private TestRedis standby;
    private VirtualAddress address;
    private RunningSystem system;

    @BeforeAll
    void start() {
        master = Backends.newRedis(false);
        standby = Backends.newRedis(false);
        address = new VirtualAddress(master);
        system = new RunningSystem(
                Backends.broker(), master, Map.of("spring.data.redis.url", "redis://127.0.0.1:" + address.port()));
        system.startAll();
    }

    @AfterAll
    void stop() {
        system.close();
        address.close();
        master.close();
        standby.close();
    }

    @Test
    void shouldLeaveAnOldMasterThatHasBecomeAReplica() {
        double before = reconnects("replica");
        writeAndRead(1);
        replicate();

        promote();
        // One whose master is not there: it goes on answering reads, from what it had.
        standby.cli("REPLICAOF", "127.0.0.1", "1");

        writeAndRead(2);
        assertThat(reconnects("replica")).as("of both services").isEqualTo(before + 2);
        assertThat(system.query()
                        .get("/actuator/health")
                        .json()
                        .at("/components/redis/details/role")
                        .stringValue())
                .isEqualTo("master");
    }

    /** As after a power cut: nobody is left to close the connection. */
    @Test
    void shouldLeaveAnOldMasterThatHasFallenSilent() {
        double before = reconnects("silence");
        writeAndRead(3);
        replicate();

        address.silence();
        promote();

        writeAndRead(4);
        assertThat(reconnects("silence")).as("of both services").isEqualTo(before + 2);
    }

    /** As a managed Redis may be, whose failovers cannot be noticed then. */
    @Test
    void shouldBeUnknownAndNotDownWhereRedisTellsNothingOfItself() {
        master.cli("ACL", "SETUSER", "default", "-info", "-role");
        try {
            for (Http service : List.of(system.query(), system.consumer())) {
                Http.Answer health = service.get("/actuator/health");
                assertThat(health.json().at("/components/redis/status").stringValue())
                        .as(health.body())
                        .isEqualTo("UNKNOWN");
                assertThat(health.json().at("/components/redis/details/role").stringValue())
                        .isEqualTo("untold");
            }
            // Either of the two is enough.
            master.cli("ACL", "SETUSER", "default", "+info");
            assertThat(system.query()
                            .get("/actuator/health")
                            .json()
                            .at("/components/redis/details/role")
                            .stringValue())
                    .isEqualTo("master");
        } finally {
            master.cli("ACL", "SETUSER", "default", "+@all");
        }
    }

    private void writeAndRead(int n) {
        String token = system.producer().put(ENTITY, "{\"n\":" + n + "}").text("token");
        await("a read of what was written").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Http.Answer answer = system.query().get(ENTITY + "?timeout=1s&after=" + token);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.json().at("/state/n").intValue()).isEqualTo(n);
        });
    }

    private void replicate() {
        assumeThat(master.description())
                .as("servers that reach each other at the addresses of this machine")
                .startsWith("embedded");
        standby.cli("REPLICAOF", master.host(), Integer.toString(master.port()));
        await("the standby to have it all")
                .until(() -> standby.cli("INFO", "replication").contains("master_link_status:up"));
    }

    private void promote() {
        standby.cli("REPLICAOF", "NO", "ONE");
        address.pointTo(standby);
        TestRedis old = master;
        master = standby;
        standby = old;
    }

    private double reconnects(String reason) {
        return reconnects(system.query(), reason) + reconnects(system.consumer(), reason);
    }

    private static double reconnects(Http service, String reason) {
        return service.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("lastword_store_reconnects_total{reason=\"" + reason + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
