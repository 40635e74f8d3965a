package io.lastword.query;

import static io.lastword.query.ListUnderTest.page;
import static io.lastword.query.ListUnderTest.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
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
    private static final double EARTH_RADIUS = 6_371_008.8;
    private static final Runnable NOTHING = () -> {};

    private static ApiUnderTest api;
    private static StoredLog store;
    private static String generation;
    private static final Map<String, double[]> PLACES = new HashMap<>();

    @BeforeAll
    static void start() {
        api = new ApiUnderTest(Backends.redis(), ListUnderTest.ARGUMENTS);
        store = api.store();
        store.declare(ListUnderTest.INDEXES);
        generation = Topics.unique("g");
        store.serveAll(generation, 50);
        scatter();
        Map<String, String> states = new HashMap<>();
        PLACES.forEach((id, place) -> states.put(
                id,
                "{\"lat\":" + place[0] + ",\"lon\":" + place[1] + ",\"status\":\""
                        + (id.endsWith("7") ? "seven" : "other") + "\"}"));
        store.fill(generation, states);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** Towns of different sizes, some of them at poles and date line; a depot where many stand in one spot; open sea. */
    private static void scatter() {
        Random random = new Random(20261128);
        double[][] towns = {
            {52.52, 13.405},
            {-23.55, -46.63},
            {35.68, 139.69},
            {0, 0},
            {89.98, 20},
            {-89.99, -100},
            {-17.5, 179.99},
            {65.9, -179.97},
            {40.71, -74.0},
            {-41.3, 174.78}
        };
        for (int i = 0; i < DEVICES; i++) {
            double[] place;
            if (i % 100 == 0) {
                place = new double[] {52.5, 13.3};
            } else if (i % 20 == 0) {
                place = new double[] {
                    Math.toDegrees(Math.asin(random.nextDouble() * 2 - 1)), random.nextDouble() * 360 - 180
                };
            } else {
                double[] town = towns[random.nextInt(towns.length)];
                place = moved(town[0], town[1], Math.abs(random.nextGaussian()) * 20_000, random.nextDouble() * 360);
            }
            PLACES.put("d-" + i, place);
        }
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
            double[] place = PLACES.get(item.get("id").stringValue());
            assertThat(item.get("distance").asDouble())
                    .isCloseTo(distance(latitude, longitude, place[0], place[1]), within(0.001));
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

    private static String near(double latitude, double longitude, double radius) {
        return String.format(Locale.ROOT, "?near=%.6f,%.6f&radius=%.1f", latitude, longitude, radius);
    }

    private static List<String> nearest(double latitude, double longitude, double radius) {
        Map<String, Double> distances = new HashMap<>();
        PLACES.forEach((id, place) -> {
            double distance = distance(latitude, longitude, place[0], place[1]);
            if (distance <= radius) {
                distances.put(id, distance);
            }
        });
        List<String> ids = new ArrayList<>(distances.keySet());
        ids.sort(Comparator.comparing((String id) -> distances.get(id)).thenComparing(id -> id));
        return ids;
    }

    /** Haversine, in metres. */
    private static double distance(double lat1, double lon1, double lat2, double lon2) {
        double sinLat = Math.sin(Math.toRadians(lat2 - lat1) / 2);
        double sinLon = Math.sin(Math.toRadians(lon2 - lon1) / 2);
        double h = sinLat * sinLat + Math.cos(Math.toRadians(lat1)) * Math.cos(Math.toRadians(lat2)) * sinLon * sinLon;
        return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
    }

    /** Where one gets who goes so many metres in a direction. */
    private static double[] moved(double latitude, double longitude, double metres, double bearing) {
        double angle = metres / EARTH_RADIUS;
        double lat = Math.toRadians(latitude);
        double b = Math.toRadians(bearing);
        double lat2 = Math.asin(Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(b));
        double lon2 = Math.toRadians(longitude)
                + Math.atan2(
                        Math.sin(b) * Math.sin(angle) * Math.cos(lat),
                        Math.cos(angle) - Math.sin(lat) * Math.sin(lat2));
        double degrees = Math.toDegrees(lon2);
        return new double[] {
            Math.toDegrees(lat2), degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees
        };
    }
}
