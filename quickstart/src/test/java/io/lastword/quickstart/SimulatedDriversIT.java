package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Change;
import io.lastword.producer.workload.Workload;
import io.lastword.producer.workload.WorkloadKind;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way of a simulated city: made, written, folded, indexed and found by distance. */
@AnyServer
class SimulatedDriversIT {

    private static final long SEED = 20;
    private static final int DRIVERS = 300;
    private static final int CHANGES = 6_000;
    private static final double LAT = 52.09;
    private static final double LON = 5.12;

    @Test
    void shouldFindEachDriverWhereTheSimulatorLeftIt() {
        Map<String, double[]> left = replay();
        try (RunningSystem system = new RunningSystem(Backends.broker(), Backends.redis())) {
            system.startAll();
            Http.Answer started = system.producer()
                    .post(
                            "/v1/simulations",
                            "application/json",
                            "{\"name\":\"city\",\"workload\":\"drivers\",\"entities\":%d,\"changes\":%d,\"seed\":%d}"
                                    .formatted(DRIVERS, CHANGES, SEED));
            assertThat(started.status()).as(started.body()).isEqualTo(201);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> system.producer()
                            .get("/v1/simulations/city")
                            .text("state")
                            .equals("completed"));
            String token = system.producer().get("/v1/simulations/city").text("token");

            List<JsonNode> near = near(system, token);

            Place centre = new Place(LAT, LON);
            Map<String, double[]> found = new HashMap<>();
            double last = 0;
            for (JsonNode item : near) {
                JsonNode state = item.path("state");
                double[] at = {
                    state.path("lat").doubleValue(), state.path("lon").doubleValue()
                };
                double distance = item.path("distance").doubleValue();
                found.put(item.path("id").stringValue(), at);
                assertThat(distance)
                        .isGreaterThanOrEqualTo(last)
                        .isCloseTo(centre.metresTo(new Place(at[0], at[1])), within(distance));
                last = distance;
            }
            assertThat(found).hasSize(near.size()).hasSameSizeAs(left);
            left.forEach((id, at) -> assertThat(found.get(id)).as(id).containsExactly(at));
        }
    }

    private static List<JsonNode> near(RunningSystem system, String token) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        while (true) {
            Http.Answer page = system.query()
                    .get("/v1/entities/driver?near=" + LAT + "," + LON + "&radius=100000&limit=70&timeout=20s&after="
                            + token + cursor);
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            page.json().path("items").forEach(items::add);
            if (!page.json().has("next")) {
                return items;
            }
            cursor = "&cursor=" + page.text("next");
        }
    }

    /** Where the changes of the simulation leave each driver that is on shift. */
    private static Map<String, double[]> replay() {
        Map<String, double[]> left = new HashMap<>();
        Workload workload = WorkloadKind.DRIVERS.create(SEED, DRIVERS);
        for (int i = 0; i < CHANGES; i++) {
            Change change = workload.next();
            if (change instanceof Change.Upsert upsert) {
                JsonNode state = JsonMapper.shared().readTree(new String(upsert.state(), UTF_8));
                left.put(change.id().value(), new double[] {
                    state.path("lat").doubleValue(), state.path("lon").doubleValue()
                });
            } else {
                left.remove(change.id().value());
            }
        }
        return left;
    }

    private static org.assertj.core.data.Offset<Double> within(double distance) {
        return org.assertj.core.data.Offset.offset(0.01 + distance * 0.005);
    }
}
