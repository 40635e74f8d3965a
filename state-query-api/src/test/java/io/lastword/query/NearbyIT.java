package io.lastword.query;

import static io.lastword.query.ListUnderTest.page;
import static io.lastword.query.ListUnderTest.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lastword.test.Backends;
import io.lastword.test.Place;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Lists by distance, over many coordinates, against what a computation over all of them finds. */
class NearbyIT {

    private static final int DEVICES = Integer.getInteger("lastword.test.nearby.devices", 100_000);
    private static final Runnable NOTHING = () -> {};

    private static ApiUnderTest api;
    private static StoredLog store;
    private static String generation;
    private static final Map<String, Place> PLACES = Place.scatter("d-", DEVICES, new Random(20261128));

    @BeforeAll
    static void start() {
        api = new ApiUnderTest(Backends.redis(), ListUnderTest.ARGUMENTS);
        store = api.store();
        store.declare(ListUnderTest.INDEXES);
        generation = Topics.unique("g");
        store.serveAll(generation, 50);
        Map<String, String> states = new HashMap<>();
        PLACES.forEach((id, place) -> states.put(
                id,
                "{\"lat\":" + place.latitude() + ",\"lon\":" + place.longitude() + ",\"status\":\""
                        + (id.endsWith("7") ? "seven" : "other") + "\"}"));
        store.fill(generation, states);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "52.52, 13.405, 3000",
        "52.5, 13.3, 1500",
        "-23.55, -46.63, 25000",
        "0, 0, 100000",
        "0.0001, -0.0001, 4000",
        "-17.5, 180, 10000",
        "-17.5, -179.95, 10000",
        "65.9, 179.999, 50000",
        "90, 0, 8000",
        "89.99, -170, 20000",
        "-90, 77, 5000",
        "12, -140, 500000",
        "47, 11, 1",
    })
    void shouldFindWhatAComputationOverAllFinds(double latitude, double longitude, double radius) {
        List<String> expected = nearest(latitude, longitude, radius);

        JsonNode page = page(api, near(latitude, longitude, radius) + "&limit=1000");

        List<String> listed = ListUnderTest.ids(page);
        assertThat(listed).isEqualTo(expected.subList(0, Math.min(1_000, expected.size())));
        assertThat(page.has("next")).isEqualTo(expected.size() > 1_000);
        page.get("items").forEach(item -> {
            Place place = PLACES.get(item.get("id").stringValue());
            assertThat(item.get("distance").asDouble())
                    .isCloseTo(new Place(latitude, longitude).metresTo(place), within(0.001));
        });
    }

    @ParameterizedTest
    @CsvSource({"52.5, 13.3, 2500, 90", "-17.5, 180, 12000, 333", "89.985, 0, 9000, 250"})
    void shouldGoOnFartherOutFromPageToPage(double latitude, double longitude, double radius, int limit) {
        List<String> listed = walk(api, near(latitude, longitude, radius), limit, NOTHING);

        assertThat(listed).isEqualTo(nearest(latitude, longitude, radius)).hasSizeGreaterThan(1_000);
    }

    @Test
    void shouldFilterWhatIsNear() {
        List<String> expected = nearest(35.68, 139.69, 15_000).stream()
                .filter(id -> id.endsWith("7"))
                .toList();

        List<String> listed = walk(api, near(35.68, 139.69, 15_000) + "&where=status:seven", 40, NOTHING);

        assertThat(listed).isEqualTo(expected).hasSizeGreaterThan(100);
        assertThat(walk(api, near(35.68, 139.69, 15_000) + "&prefix=d-1&where=status:seven", 40, NOTHING))
                .isEqualTo(expected.stream().filter(id -> id.startsWith("d-1")).toList());
    }

    @Test
    void shouldSayThatTooManyStandInOneSpot() {
        Map<String, String> crowd = new HashMap<>();
        for (int i = 0; i < 44_000; i++) {
            crowd.put("crowd-" + i, "{\"lat\":10,\"lon\":10}");
        }
        store.fill(generation, crowd);

        HttpResponse<String> answer = api.get(ListUnderTest.PATH + near(10.0001, 10, 100));

        ListUnderTest.assertProblem(answer, 422, "too-many-nearby");
        assertThat(answer.body()).contains("stand in one spot", "near=10.0001,10.0");
    }

    /** The spot is spread over the index among its neighbours, so a look that ends too soon finds only a part of it. */
    @Test
    void shouldListASpotWholeFromPageToPageWhereItIsCrowdedAround() {
        Map<String, String> crowd = new HashMap<>();
        for (int i = 0; crowd.size() < 1_500; i++) {
            addToOnePartition(crowd, "spot-" + i, -45, 100);
        }
        Random random = new Random(20261127);
        for (int i = 0; crowd.size() < 16_000; i++) {
            addToOnePartition(
                    crowd, "beside-" + i, -45 + random.nextDouble() / 100_000, 100 + random.nextDouble() / 100_000);
        }
        store.fill(generation, crowd);

        List<String> listed = walk(api, near(-45, 100, 10_000), 1_000, NOTHING).stream()
                .filter(crowd::containsKey)
                .toList();

        assertThat(listed).doesNotHaveDuplicates().hasSameSizeAs(crowd.keySet());
        assertThat(listed.subList(0, 1_500)).isSorted().allMatch(id -> id.startsWith("spot-"));
    }

    private static void addToOnePartition(Map<String, String> states, String id, double latitude, double longitude) {
        if (StoredLog.partition(id) == 0) {
            states.put(id, "{\"lat\":" + latitude + ",\"lon\":" + longitude + "}");
        }
    }

    private static String near(double latitude, double longitude, double radius) {
        return String.format(Locale.ROOT, "?near=%.6f,%.6f&radius=%.1f", latitude, longitude, radius);
    }

    private static List<String> nearest(double latitude, double longitude, double radius) {
        return new Place(latitude, longitude).nearest(PLACES, radius);
    }
}
