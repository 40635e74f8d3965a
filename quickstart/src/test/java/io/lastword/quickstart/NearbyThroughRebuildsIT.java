package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lastword.test.Faults;
import io.lastword.test.Place;
import io.lastword.test.Seed;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Lists by distance while one generation after the other takes over, against what a computation over all places finds.
 * {@code -Dlastword.test.nearby.drivers=100000} makes them as many as promised. No other test has places of its own in
 * the shared systems.
 */
@Faults
class NearbyThroughRebuildsIT {

    private static final int DRIVERS = Integer.getInteger("lastword.test.nearby.drivers", 10_000);
    private static final long SEED = Seed.ofThisRun();
    private static final String PREFIX = "near-";

    private static final List<Question> QUESTIONS = List.of(
            new Question(new Place(52.52, 13.405), 3_000, 1_000),
            new Question(new Place(52.5, 13.3), 2_500, 90),
            new Question(new Place(-23.55, -46.63), 25_000, 300),
            new Question(new Place(0, 0), 100_000, 1_000),
            new Question(new Place(0.0001, -0.0001), 4_000, 1_000),
            new Question(new Place(-17.5, 180), 12_000, 100),
            new Question(new Place(-17.5, -179.95), 10_000, 1_000),
            new Question(new Place(65.9, 179.999), 50_000, 500),
            new Question(new Place(90, 0), 8_000, 80),
            new Question(new Place(89.99, -170), 20_000, 1_000),
            new Question(new Place(-90, 77), 5_000, 1_000),
            new Question(new Place(12, -140), 500_000, 1_000),
            new Question(new Place(47, 11), 1, 1_000));

    private record Question(Place from, double radius, int limit) {

        String query() {
            return String.format(
                    Locale.ROOT,
                    "near=%.6f,%.6f&radius=%.1f&limit=%d",
                    from.latitude(),
                    from.longitude(),
                    radius,
                    limit);
        }
    }

    private final RunningSystem system = system();
    private final Map<String, Place> places = Place.scatter(PREFIX, DRIVERS, new Random(SEED));

    RunningSystem system() {
        return RunningSystem.shared();
    }

    @Test
    void shouldFindWhatAComputationOverAllFinds() {
        String token = load();
        AtomicBoolean stopped = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> change(stopped));
        try (Rebuilds rebuilds = Rebuilds.of(system, "driver")) {
            int before = rebuilds.least();
            for (int round = 0; round < 1 || rebuilds.least() < before + 2; round++) {
                for (Question question : QUESTIONS) {
                    Pages pages = new Pages(system, "/v1/entities/driver?" + question.query(), token);
                    assertNearest(question, pages.items());
                }
            }
            // And with flips between the pages of one walk.
            Question question = QUESTIONS.get(5);
            Pages pages = new Pages(system, "/v1/entities/driver?" + question.query(), token);
            pages.atEvery(4, () -> rebuilds.awaitFlips(1));
            assertNearest(question, pages.items());
            assertThat(pages.count()).isGreaterThan(2);
        } finally {
            stopped.set(true);
            writer.join();
        }
    }

    private void assertNearest(Question question, List<JsonNode> items) {
        List<String> ids =
                items.stream().map(item -> item.path("id").stringValue()).toList();
        assertThat(ids)
                .as("%s, seed %d", question, SEED)
                .isEqualTo(question.from().nearest(places, question.radius()));
        items.forEach(item -> assertThat(item.path("distance").doubleValue())
                .isCloseTo(question.from().metresTo(places.get(item.path("id").stringValue())), within(0.001)));
    }

    private String load() {
        String lines = places.keySet().stream()
                .map(id -> "{\"id\":\"" + id + "\",\"state\":" + state(id, 0) + "}\n")
                .collect(Collectors.joining());
        Http.Answer loaded = system.producer().postNdjson("/v1/entities/driver", lines);
        assertThat(loaded.json().path("accepted").intValue()).as(loaded.body()).isEqualTo(DRIVERS);
        return loaded.text("token");
    }

    /** Changes drivers, who stay where they are. */
    private void change(AtomicBoolean stopped) {
        Random random = new Random(SEED);
        while (!stopped.get()) {
            String id = PREFIX + random.nextInt(DRIVERS);
            Http.Answer put =
                    system.producer().put("/v1/entities/driver/" + id, state(id, random.nextInt(Integer.MAX_VALUE)));
            assertThat(put.status()).as(put.body()).isEqualTo(200);
        }
    }

    private String state(String id, int deliveries) {
        Place place = places.get(id);
        return "{\"lat\":" + place.latitude() + ",\"lon\":" + place.longitude() + ",\"deliveries\":" + deliveries + "}";
    }
}
