package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AnyRequests;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Described;
import io.lastword.test.MetricsPage;
import io.lastword.test.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
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

    private static final String PUT = "put /v1/entities/{type}/{id}";
    private static final String DELETE = "delete /v1/entities/{type}/{id}";
    private static final String DELETE_BY_ID = "delete /v1/entities/{type}";
    private static final String BULK = "post /v1/entities/{type}";
    private static final String SCHEMA = "get /v1/types/{type}/schema";
    private static final String LIST = "get /v1/simulations";
    private static final String START = "post /v1/simulations";
    private static final String SHOW = "get /v1/simulations/{name}";
    private static final String STOP = "delete /v1/simulations/{name}";

    private static final String LINES = "{\"id\":\"d-1\",\"state\":{\"battery\":80}}\n{\"id\":\"d-2\",\"state\":[]}\n";

    /** What another test provokes, and why. */
    private static final Map<String, String> SEEN_ELSEWHERE = new TreeMap<>(Map.of(
            "TooSlow: .*|.* 408", "takes a client that sends slowly: SlowClientsIT",
            "OutcomeUnknown: .*|.* 504", "takes a broker that freezes: UnknownOutcomeIT",
            "MoreThanAShare: .*|(put|post) /v1/entities/.* 429", "takes a client's share: SlowClientsIT",
            ".*: service-stopping", "takes a service that ends: EndOfServiceIT",
            ".*: topic-refused", "takes a topic that changes its policy: StartIT",
            "BadBulkWrite: invalid-body|BadWrite: invalid-body", "takes a body that breaks off: BulkWriteIT",
            ".*: (too-much-under-way|too-many-bulk-writes|bulk-interrupted)",
                    "takes load or an outage: SlowClientsIT, OutageIT",
            "RefusedState: validation-too-long", "takes a schema that is slow: StateSchemaTest",
            "AnyRequest: (unknown-host|too-busy|Retry-After)",
                    "takes a name for this machine, or a fault: RequestRulesTest"));

    private static RunningProducer producer;
    private static Described described;

    @BeforeAll
    static void start() {
        producer = RunningProducer.start(
                Backends.broker(),
                "--lastword.producer.simulation.max-concurrent=1",
                "--lastword.types.cart.topic=" + Topics.unique("cart"),
                "--lastword.types.cart.events.opened=creates",
                "--lastword.types.cart.events.filled=changes",
                "--lastword.types.cart.events.emptied=changes",
                "--lastword.types.cart.events.closed=ends",
                "--lastword.types.cart.events.lost=ends");
        described = new Described(producer.get("/v3/api-docs").raw().body());
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    @Test
    void shouldDescribeWrites() {
        put("/v1/entities/device/van-07?event=registered", "{\"battery\":80}", 200);
        hold(
                PUT,
                cloudEvent("/v1/entities/device/van-07")
                        .header("Content-Type", "application/json")
                        .header("ce-type", "updated")
                        .PUT(BodyPublishers.ofString("{}")),
                200);
        put("/v1/entities/device/a%2Fb", "{}", 400);
        put("/v1/entities/device/" + "x".repeat(300), "{}", 400);
        put("/v1/entities/device/d?event=%20", "{}", 400);
        put("/v1/entities/device/d?evnt=updated", "{}", 400);
        put("/v1/entities/device/d", "[]", 400);
        put("/v1/entities/device/d", "{\"a\":".repeat(150) + "1" + "}".repeat(150), 400);
        put("/v1/entities/device/d", "{\"a\":" + "1".repeat(2_000) + "}", 400);
        hold(
                PUT,
                json("/v1/entities/device/d").header("ce-specversion", "0.3").PUT(BodyPublishers.ofString("{}")),
                400);
        put("/v1/entities/nothing/d", "{}", 404);
        put("/v1/entities/device/d", "{\"a\":\"" + "x".repeat(600_000) + "\"}", 413);
        hold(
                PUT,
                to("/v1/entities/device/d").header("Content-Type", "text/plain").PUT(BodyPublishers.ofString("{}")),
                415);
        hold(
                PUT,
                json("/v1/entities/device/d").header("Content-Encoding", "br").PUT(BodyPublishers.ofString("{}")),
                415);
        put("/v1/entities/device/d", "{\"battery\":101}", 422);
        put("/v1/entities/device/d?event=exploded", "{}", 422);
        put("/v1/entities/device/d?event=deregistered", "{}", 422);
        hold(PUT, json("/v1/entities/device/d").header("If-Match", "*").PUT(BodyPublishers.ofString("{}")), 501);
    }

    @Test
    void shouldDescribeEnds() {
        hold(DELETE, to("/v1/entities/device/van-08?event=scrapped").DELETE(), 200);
        hold(
                DELETE,
                cloudEvent("/v1/entities/device/van-08")
                        .header("ce-type", "scrapped")
                        .DELETE(),
                200);
        hold(DELETE_BY_ID, to("/v1/entities/device?id=a%2Fb&event=scrapped").DELETE(), 200);
        hold(
                DELETE_BY_ID,
                cloudEvent("/v1/entities/device?id=a%2Fb")
                        .header("ce-type", "scrapped")
                        .DELETE(),
                200);
        hold(DELETE, to("/v1/entities/device/a%2Fb").DELETE(), 400);
        hold(DELETE, to("/v1/entities/device/" + "x".repeat(300)).DELETE(), 400);
        hold(DELETE, to("/v1/entities/device/d?event=%20").DELETE(), 400);
        hold(DELETE, to("/v1/entities/device/d").header("ce-specversion", "0.3").DELETE(), 400);
        hold(DELETE, to("/v1/entities/device/d?evnt=x").DELETE(), 400);
        hold(DELETE_BY_ID, to("/v1/entities/device?id=" + "x".repeat(2_000)).DELETE(), 400);
        hold(DELETE, to("/v1/entities/nothing/d").DELETE(), 404);
        hold(DELETE_BY_ID, to("/v1/entities/nothing?id=d").DELETE(), 404);
        hold(DELETE, to("/v1/entities/device/d?event=exploded").DELETE(), 422);
        hold(DELETE, to("/v1/entities/device/d?event=registered").DELETE(), 422);
        hold(DELETE_BY_ID, to("/v1/entities/cart?id=c").DELETE(), 422);
        hold(DELETE, to("/v1/entities/device/d").header("If-Match", "*").DELETE(), 501);
        hold(
                DELETE_BY_ID,
                to("/v1/entities/device?id=d").header("If-Match", "*").DELETE(),
                501);
    }

    @Test
    void shouldDescribeThatTheEventHasToBeNamed() {
        put("/v1/entities/cart/c", "{}", 422);
    }

    @Test
    void shouldDescribeBulkWrites() throws IOException {
        hold(BULK, lines("/v1/entities/device"), 200);
        hold(BULK, lines("/v1/entities/device?results=all").setHeader("Accept", "application/x-ndjson"), 200);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(LINES.getBytes(UTF_8));
        }
        hold(
                BULK,
                lines("/v1/entities/device")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(packed.toByteArray())),
                200);
        hold(BULK, lines("/v1/entities/device?results=some"), 400);
        hold(BULK, lines("/v1/entities/device").header("ce-specversion", "1.0"), 400);
        hold(BULK, lines("/v1/entities/nothing"), 404);
        hold(BULK, lines("/v1/entities/device").setHeader("Content-Type", "application/json"), 415);
        hold(BULK, lines("/v1/entities/device").header("If-Match", "*"), 501);
    }

    @Test
    void shouldDescribeSchemas() {
        hold(SCHEMA, to("/v1/types/device/schema"), 200);
        hold(SCHEMA, to("/v1/types/device/schema?x=1"), 400);
        hold(SCHEMA, to("/v1/types/cart/schema"), 404);
        hold(SCHEMA, to("/v1/types/nothing/schema"), 404);
    }

    @Test
    void shouldDescribeSimulations() {
        start("{\"name\":\"s\",\"workload\":\"drivers\",\"entities\":10,\"rate\":1,\"duration\":\"10m\"}", 201);
        start("{\"name\":\"s\",\"workload\":\"drivers\",\"entities\":10}", 409);
        start("{\"workload\":\"drivers\",\"entities\":10}", 429);
        hold(LIST, to("/v1/simulations"), 200);
        hold(SHOW, to("/v1/simulations/s"), 200);
        hold(STOP, to("/v1/simulations/s").DELETE(), 200);
        hold(SHOW, to("/v1/simulations/s"), 200);
        start("{\"workload\":\"trains\",\"entities\":10}", 400);
        hold(
                START,
                to("/v1/simulations?x=1")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")),
                400);
        start("{\"workload\":\"drivers\",\"entities\":10,\"type\":\"nothing\"}", 404);
        hold(
                START,
                to("/v1/simulations").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")),
                415);
        start("{\"workload\":\"drivers\",\"entities\":200000001}", 422);
        hold(LIST, to("/v1/simulations?x=1"), 400);
        hold(SHOW, to("/v1/simulations/s?x=1"), 400);
        hold(STOP, to("/v1/simulations/s?x=1").DELETE(), 400);
        hold(SHOW, to("/v1/simulations/nothing"), 404);
        hold(STOP, to("/v1/simulations/nothing").DELETE(), 404);
    }

    @Test
    void shouldDescribeThatTheLogIsAway() {
        try (RunningProducer alone =
                RunningProducer.startAt("127.0.0.1:1", "device", "driver", "--lastword.producer.start-wait=100ms")) {
            described.hold(PUT, alone.put("/v1/entities/device/d", "{}").raw());
            described.hold(DELETE, alone.delete("/v1/entities/device/d").raw());
            described.hold(
                    DELETE_BY_ID, alone.delete("/v1/entities/device?id=d").raw());
            described.hold(
                    BULK, alone.bulk("device", BodyPublishers.ofString(LINES)).raw());
            described.hold(
                    START,
                    alone.sendRaw(alone.to("/v1/simulations")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"workload\":\"drivers\",\"entities\":10}"))));
        }
    }

    @Test
    void shouldDescribeWhatAnyRequestMayBeAnsweredWith() {
        AnyRequests.hold(described, URI.create("http://127.0.0.1:" + producer.port()), "/v1/simulations");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void shouldServeTheMetricsOfThePage() {
        assertThat(MetricsPage.disagreements(
                        "State producer",
                        producer.get("/actuator/prometheus").raw().body()))
                .isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void shouldDescribeNothingThatItDoesNotDo() {
        assertThat(described.unseenBut(SEEN_ELSEWHERE)).isEmpty();
    }

    private static HttpRequest.Builder to(String path) {
        return producer.to(path);
    }

    private static HttpRequest.Builder json(String path) {
        return to(path).header("Content-Type", "application/json");
    }

    private static HttpRequest.Builder lines(String path) {
        return to(path).header("Content-Type", "application/x-ndjson").POST(BodyPublishers.ofString(LINES));
    }

    private static HttpRequest.Builder cloudEvent(String path) {
        return to(path).header("ce-specversion", "1.0")
                .header("ce-id", "e-1")
                .header("ce-source", "/fleet")
                .header("ce-time", "2026-01-01T00:00:00Z");
    }

    private static void put(String path, String state, int status) {
        hold(PUT, json(path).PUT(BodyPublishers.ofString(state)), status);
    }

    private static void start(String simulation, int status) {
        hold(START, json("/v1/simulations").POST(BodyPublishers.ofString(simulation)), status);
    }

    private static void hold(String operation, HttpRequest.Builder request, int status) {
        HttpResponse<String> answer = producer.sendRaw(request);
        assertThat(answer.statusCode()).as(operation + ": " + answer.body()).isEqualTo(status);
        described.hold(operation, answer);
    }
}
