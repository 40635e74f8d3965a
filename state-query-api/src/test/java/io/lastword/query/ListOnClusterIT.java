package io.lastword.query;

import static io.lastword.query.ListUnderTest.page;
import static io.lastword.query.ListUnderTest.walk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AlsoInContainers;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.SlotMigration;
import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import io.lastword.test.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists on a Redis Cluster, also while it moves a partition. */
@AlsoInContainers
@Faults
class ListOnClusterIT {

    private static final TestRedisCluster CLUSTER = Backends.redisCluster();
    private static final TreeSet<String> IDS = new TreeSet<>();

    private static ApiUnderTest api;
    private static StoredLog store;

    @BeforeAll
    static void start() {
        api = new ApiUnderTest(CLUSTER, ListUnderTest.ARGUMENTS);
        store = api.store();
        store.declare(ListUnderTest.INDEXES);
        String generation = Topics.unique("g");
        store.serveAll(generation, 50);
        Map<String, String> states = new HashMap<>();
        for (int i = 0; i < 900; i++) {
            states.put("d-" + i, "{\"status\":\"s\",\"lat\":" + i / 1e5 + ",\"lon\":180}");
            IDS.add("d-" + i);
        }
        store.fill(generation, states);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void shouldListCountAndSortByDistanceOverAllMasters() {
        assertThat(walk(api, "", 70, () -> {})).containsExactlyElementsOf(IDS);
        assertThat(walk(api, "?where=status:s", 300, () -> {})).containsExactlyElementsOf(IDS);
        assertThat(ListUnderTest.ids(page(api, "?near=0,-180&radius=6&limit=10")))
                .containsExactly("d-0", "d-1", "d-2", "d-3", "d-4", "d-5");
        assertThat(api.get("/v1/types/device/counts?by=status").body())
                .contains("\"counts\":[{\"value\":\"s\",\"count\":900}],\"unindexed\":0");
    }

    @Test
    void shouldListOnceTheSlotHasMoved() throws Exception {
        page(api, "?limit=1");
        int slot = CLUSTER.slotOf(new String(store.layout.partition("device", 2), UTF_8));
        TestRedis owner = CLUSTER.ownerOf(slot);
        TestRedis other = CLUSTER.servers().stream()
                .filter(server -> server != owner)
                .findFirst()
                .orElseThrow();
        SlotMigration migration = CLUSTER.beginMigration(slot, other);
        long refusals = CLUSTER.refusals();
        CompletableFuture<List<String>> listed;
        try {
            migration.moveKeys(1);
            listed = CompletableFuture.supplyAsync(() -> ListUnderTest.ids(page(api, "?limit=1000")));
            Awaitility.await("a refusal").until(() -> CLUSTER.refusals() > refusals);
        } finally {
            migration.finish();
        }

        assertThat(listed.get(10, TimeUnit.SECONDS)).containsExactlyElementsOf(IDS);
    }
}
