package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AnyRequests;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Described;
import io.lastword.test.MetricsPage;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What the service says of its API is what it does: real answers against the description that it serves. */
@AnyServer
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DescriptionIT {

    private static final String REBUILD = "post /v1/types/{type}/rebuild";
    private static final String CANCEL = "delete /v1/types/{type}/rebuild";
    private static final String VERIFY = "post /v1/types/{type}/verify";
    private static final String VERDICT = "get /v1/types/{type}/verify";

    /** What another test provokes, and why. */
    private static final Map<String, String> SEEN_ELSEWHERE = new TreeMap<>(Map.of(
            "StoreAway: store-unavailable", "takes a Redis that is away: VerifyIT",
            "NoVerdict: store-unavailable", "takes a Redis that is away: VerifyIT",
            "NoVerdict: verify-inconclusive", "takes a retention of tombstones that is over: VerifyIT",
            "AnyRequest: (unknown-host|too-busy|Retry-After)",
                    "takes a name for this machine, a fault or a full server: RequestRulesTest"));

    private static Scene scene;
    private static AdminClient admin;
    private static Described described;

    @BeforeAll
    static void start() {
        scene = new Scene(Backends.broker(), Backends.redis(), 2);
        scene.writer().upserts("id-", 200, 1);
        admin = AdminClient.of(scene.start());
        scene.awaitFolded();
        described = new Described(admin.send("GET", "/v3/api-docs").body());
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void shouldDescribeRebuilds() {
        hold(REBUILD, "/v1/types/device/rebuild?partition=1", 202);
        hold(CANCEL, "/v1/types/device/rebuild?partition=1", 200);
        hold(REBUILD, "/v1/types/device/rebuild", 202);
        hold(CANCEL, "/v1/types/device/rebuild", 200);
        hold(REBUILD, "/v1/types/device/rebuild?partition=2", 400);
        hold(REBUILD, "/v1/types/device/rebuild?partitions=1", 400);
        hold(CANCEL, "/v1/types/device/rebuild?partition=one", 400);
        hold(REBUILD, "/v1/types/nothing/rebuild", 404);
        hold(CANCEL, "/v1/types/nothing/rebuild", 404);
    }

    @Test
    void shouldDescribeVerifications() {
        hold(VERIFY, "/v1/types/device/verify?partition=0", 200);
        hold(VERIFY, "/v1/types/device/verify?repair=true", 200);
        hold(VERDICT, "/v1/types/device/verify", 200);
        hold(VERDICT, "/v1/types/device/verify?x=1", 400);
        hold(VERDICT, "/v1/types/driver/verify", 404);
        hold(VERDICT, "/v1/types/nothing/verify", 404);
        hold(VERIFY, "/v1/types/device/verify?partition=2", 400);
        hold(VERIFY, "/v1/types/nothing/verify", 404);
    }

    @Test
    void shouldDescribeThatItVerifiesOneAtATime() {
        Scene.await("two verifications at once")
                .until(() -> together(4).stream()
                        .peek(answer -> described.hold(VERIFY, answer))
                        .anyMatch(answer -> answer.statusCode() == 409));
    }

    @Test
    void shouldDescribeWhatColdPartitionsAreAnsweredWith() {
        try (Scene cold = new Scene(Backends.broker(), Backends.redis(), 1)) {
            AdminClient client = AdminClient.of(cold.start("--lastword.consumer.heartbeat=1h"));
            cold.awaitFolded();
            cold.redis().hdel(cold.layout().partition(Scene.TYPE, 0), "served".getBytes(UTF_8));
            described.hold(VERIFY, client.post("/v1/types/device/verify"));
            cold.deleteTopic();
            cold.redis().del(cold.layout().partition(Scene.TYPE, 0));

            described.hold(CANCEL, client.delete("/v1/types/device/rebuild?partition=0"));
            described.hold(CANCEL, client.delete("/v1/types/device/rebuild"));
            described.hold(VERIFY, client.post("/v1/types/device/verify"));
            Scene.await("a catalog without the type").until(() -> {
                cold.redis().hdel(cold.layout().catalog(), Scene.TYPE.getBytes(UTF_8));
                HttpResponse<String> answer = client.post("/v1/types/device/rebuild");
                described.hold(REBUILD, answer);
                described.hold(CANCEL, client.delete("/v1/types/device/rebuild"));
                return answer.statusCode() == 503;
            });
        }
    }

    @Test
    void shouldDescribeWhatAnyRequestMayBeAnsweredWith() {
        AnyRequests.hold(described, URI.create(admin.address()), "/v1/types/device/rebuild");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void shouldServeTheMetricsOfThePage() {
        Scene.await("metrics of indexes")
                .untilAsserted(() -> assertThat(MetricsPage.disagreements(
                                "State consumer",
                                admin.send("GET", "/actuator/prometheus").body()))
                        .isEmpty());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void shouldDescribeNothingThatItDoesNotDo() {
        assertThat(described.unseenBut(SEEN_ELSEWHERE)).isEmpty();
    }

    private static List<HttpResponse<String>> together(int requests) {
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, requests)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> admin.post("/v1/types/device/verify?partition=" + i % 2)))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static void hold(String operation, String path, int status) {
        String method = operation.substring(0, operation.indexOf(' ')).toUpperCase(Locale.ROOT);
        HttpResponse<String> answer = admin.send(method, path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
        described.hold(operation, answer);
    }
}
