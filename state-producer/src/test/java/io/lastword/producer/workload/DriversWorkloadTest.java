package io.lastword.producer.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lastword.model.entity.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Positions are judged by the formulas for a sphere and by nothing that made them. */
class DriversWorkloadTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final double EARTH_METRES = 6_371_008.8;
    private static final double CITY_LATITUDE = 52.0907;
    private static final double CITY_LONGITUDE = 5.1214;

    /** A little more than a day of 7,200 reports, a fifth of which are not made. */
    private static final int CHANGES_PER_DRIVER = 6_500;

    private record Report(
            String event, String status, double lat, double lon, double speed, double heading, Instant at) {

        static Report of(Change.Upsert change) {
            JsonNode state = JSON.readTree(change.state());
            return new Report(
                    change.event(),
                    state.get("status").asString(),
                    state.get("lat").asDouble(),
                    state.get("lon").asDouble(),
                    state.get("speed").asDouble(),
                    state.get("heading").asDouble(),
                    Instant.parse(state.get("at").asString()));
        }
    }

    private interface Step {

        /** @param before null if the driver was not on shift */
        void between(@Nullable Report before, Report now);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, -77})
    void shouldMoveAsSpeedAndHeadingSay(long seed) {
        int[] moved = {0};

        walk(seed, 8, (before, now) -> {
            assertThat(now.speed()).isBetween(0.0, 50.0);
            assertThat(now.heading()).isBetween(0.0, 359.0);
            if (before == null) {
                return;
            }
            double seconds = Duration.between(before.at(), now.at()).toSeconds();
            double metres = metres(before, now);
            assertThat(seconds).isEqualTo(5);
            assertThat(metres / seconds * 3.6).isLessThan(50).isCloseTo(now.speed(), within(0.8));
            if (metres > 10) {
                assertThat(angle(bearing(before, now), now.heading())).isLessThan(1.5);
                moved[0]++;
            } else if (metres == 0 && before.speed() == 0) {
                assertThat(now.heading()).isEqualTo(before.heading());
            }
        });

        assertThat(moved[0]).isGreaterThan(8 * CHANGES_PER_DRIVER / 4);
    }

    @Test
    void shouldKeepToTheStreetsOfTheCity() {
        int[] turned = {0};

        walk(3, 8, (before, now) -> {
            double north = Math.toRadians(now.lat() - CITY_LATITUDE) * EARTH_METRES;
            double east =
                    Math.toRadians(now.lon() - CITY_LONGITUDE) * EARTH_METRES * Math.cos(Math.toRadians(CITY_LATITUDE));
            assertThat(Math.abs(north)).isLessThan(6_001);
            assertThat(Math.abs(east)).isLessThan(6_001);
            assertThat(Math.min(offStreet(north), offStreet(east))).isLessThan(0.2);
            if (before != null && angle(before.heading(), now.heading()) > 80) {
                turned[0]++;
            }
        });

        assertThat(turned[0]).isGreaterThan(100);
    }

    @Test
    void shouldNameTheEventByWhatHappened() {
        walk(4, 8, (before, now) -> {
            String expected = before == null
                    ? "registered"
                    : !before.status().equals(now.status())
                            ? "status-changed"
                            : before.lat() == now.lat() && before.lon() == now.lon() ? "updated" : "location-changed";
            assertThat(now.event()).isEqualTo(expected);
        });
    }

    @Test
    void shouldGoThroughTheStatusesOfAWorkingDay() {
        Set<String> transitions = new HashSet<>();

        walk(5, 20, (before, now) -> {
            if (before != null && !before.status().equals(now.status())) {
                transitions.add(before.status() + " > " + now.status());
            }
            if (now.status().equals("break") || now.status().equals("available")) {
                assertThat(before == null || !before.status().equals(now.status()) || now.speed() == 0)
                        .isTrue();
            }
        });

        assertThat(transitions)
                .containsExactlyInAnyOrder(
                        "available > en-route",
                        "break > en-route",
                        "en-route > on-trip",
                        "on-trip > available",
                        "on-trip > break");
    }

    @Test
    void shouldEndAShiftWithATombstoneAndComeBack() {
        Map<String, Integer> shifts = new HashMap<>();
        Set<String> onShift = new HashSet<>();
        int[] ended = {0};

        Replay.changes(new DriversWorkload(6, 50), 50 * CHANGES_PER_DRIVER, change -> {
            String id = change.id().value();
            if (change instanceof Change.Tombstone) {
                assertThat(change.event()).isEqualTo("deregistered");
                assertThat(onShift.remove(id)).isTrue();
                ended[0]++;
            } else if (onShift.add(id)) {
                assertThat(change.event()).isEqualTo("registered");
                shifts.merge(id, 1, Integer::sum);
            }
        });

        assertThat(ended[0]).isGreaterThan(40);
        assertThat(shifts).hasSize(50).containsValue(2);
    }

    @Test
    void shouldHaveFourOfFiveOnShiftFromTheFirstReportOn() {
        assertThat(Replay.finalStates(WorkloadKind.DRIVERS, 1, 10_000, 8_000).size())
                .isBetween(7_800, 8_000);
    }

    private static void walk(long seed, int drivers, Step step) {
        Map<String, Report> last = new HashMap<>();
        Replay.changes(new DriversWorkload(seed, drivers), (long) drivers * CHANGES_PER_DRIVER, change -> {
            String id = change.id().value();
            if (change instanceof Change.Upsert upsert) {
                Report now = Report.of(upsert);
                step.between(last.put(id, now), now);
            } else {
                last.remove(id);
            }
        });
    }

    private static double metres(Report from, Report to) {
        double lat = Math.toRadians(to.lat() - from.lat()) / 2;
        double lon = Math.toRadians(to.lon() - from.lon()) / 2;
        double haversine = Math.pow(Math.sin(lat), 2)
                + Math.cos(Math.toRadians(from.lat()))
                        * Math.cos(Math.toRadians(to.lat()))
                        * Math.pow(Math.sin(lon), 2);
        return 2 * EARTH_METRES * Math.asin(Math.sqrt(haversine));
    }

    private static double bearing(Report from, Report to) {
        double lat1 = Math.toRadians(from.lat());
        double lat2 = Math.toRadians(to.lat());
        double lon = Math.toRadians(to.lon() - from.lon());
        double y = Math.sin(lon) * Math.cos(lat2);
        double x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(lon);
        return (Math.toDegrees(Math.atan2(y, x)) + 360) % 360;
    }

    private static double angle(double one, double other) {
        double difference = Math.abs(one - other) % 360;
        return Math.min(difference, 360 - difference);
    }

    private static double offStreet(double metres) {
        double rest = Math.abs(metres) % 120;
        return Math.min(rest, 120 - rest);
    }
}
