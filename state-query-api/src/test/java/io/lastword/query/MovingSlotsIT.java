package io.lastword.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.test.AlsoInContainers;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.SlotMigration;
import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import io.lastword.test.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Reads while a Redis Cluster moves the slot of one partition to another master. */
@AlsoInContainers
@Faults
class MovingSlotsIT {

    private static final TestRedisCluster CLUSTER = Backends.redisCluster();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String MOVED = "moved";

    private static ConfigurableApplicationContext service;
    private static StoredLog store;

    private String generation;
    private SlotMigration migration;

    @BeforeAll
    static void start() {
        String prefix = Topics.unique("query") + ":";
        Map<String, String> redis = CLUSTER.springSettings();
        service = StateQueryApiApplication.application()
                .run(
                        "--server.port=0",
                        "--spring.data.redis.cluster.nodes=" + redis.get("spring.data.redis.cluster.nodes"),
                        "--spring.data.redis.timeout=" + PATIENCE.toMillis() + "ms",
                        "--lastword.query.key-prefix=" + prefix);
        store = StoredLog.in(CLUSTER, prefix, "device");
        // The first request takes long.
        get("/v1/types");
    }

    @AfterAll
    static void stop() {
        service.close();
        store.close();
    }

    @BeforeEach
    void serveAGeneration() {
        generation = Topics.unique("g");
        store.recreate(Topics.unique("incarnation").replaceFirst("incarnation-", "i") + generation + "xxxxxxxxxx");
        store.serveAll(generation, 50);
        store.snapshot(generation, MOVED, 41, "{}");
    }

    @Test
    void shouldAnswerAReadOnceTheSlotHasMoved() throws Exception {
        assertThat(get("/v1/entities/device/" + MOVED).statusCode()).isEqualTo(200);
        beginMigration(StoredLog.partition(MOVED));
        migration.moveKeys(1);
        long refusals = CLUSTER.refusals();

        CompletableFuture<HttpResponse<String>> read = getAsync("/v1/entities/device/" + MOVED);
        awaitRefusal(refusals);
        migration.finish();

        assertThat(read.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldSayThatTheStoreDoesNotAnswerForAPartitionWhoseSlotIsLongOnItsWay() {
        store.snapshot(generation, elsewhere(), 42, "{}");
        beginMigration(StoredLog.partition(MOVED));
        migration.moveKeys(1);

        HttpResponse<String> moving = get("/v1/entities/device/" + MOVED);
        HttpResponse<String> other = get("/v1/entities/device/" + elsewhere());
        migration.finish();

        assertThat(moving.statusCode()).isEqualTo(503);
        assertThat(moving.body()).contains("store-unavailable");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(get("/v1/entities/device/" + MOVED).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldNotKeepReadersOfOtherPartitionsWaiting() throws Exception {
        int other = StoredLog.partition(elsewhere());
        store.snapshot(generation, elsewhere(), 42, "{}");
        CompletableFuture<HttpResponse<String>> ofMoved = getAsync(readAfter(MOVED, 51));
        CompletableFuture<HttpResponse<String>> ofOther = getAsync(readAfter(elsewhere(), 51));
        beginMigration(StoredLog.partition(MOVED));
        long refusals = CLUSTER.refusals();
        migration.moveKeys(1);
        awaitRefusal(refusals);

        store.generation(other, generation, 51, Instant.now());

        assertThat(ofOther.get(PATIENCE.dividedBy(2).toMillis(), TimeUnit.MILLISECONDS)
                        .statusCode())
                .isEqualTo(200);
        assertThat(ofMoved).isNotDone();
        migration.finish();
        store.generation(StoredLog.partition(MOVED), generation, 51, Instant.now());
        assertThat(ofMoved.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    private static void awaitRefusal(long before) {
        Awaitility.await("a refusal").pollInterval(Duration.ofMillis(10)).until(() -> CLUSTER.refusals() > before);
    }

    /** An id of another partition. */
    private static String elsewhere() {
        String id = "elsewhere";
        while (StoredLog.partition(id) == StoredLog.partition(MOVED)) {
            id += "-";
        }
        return id;
    }

    private static String readAfter(String id, long offset) {
        SortedMap<Integer, Long> positions = new TreeMap<>(Map.of(StoredLog.partition(id), offset));
        Token token = new Token("device", store.incarnation(), null, positions);
        return "/v1/entities/device/" + id + "?timeout=20s&after=" + token.encode();
    }

    @AfterEach
    void finishMigration() {
        if (migration != null) {
            migration.finish();
        }
    }

    private void beginMigration(int partition) {
        int slot = CLUSTER.slotOf(new String(store.layout.partition("device", partition), UTF_8));
        TestRedis owner = CLUSTER.ownerOf(slot);
        TestRedis other = CLUSTER.servers().stream()
                .filter(server -> server != owner)
                .findFirst()
                .orElseThrow();
        migration = CLUSTER.beginMigration(slot, other);
    }

    private static HttpResponse<String> get(String path) {
        return getAsync(path).join();
    }

    private static CompletableFuture<HttpResponse<String>> getAsync(String path) {
        int port = ((WebServerApplicationContext) service).getWebServer().getPort();
        return CLIENT.sendAsync(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }
}
