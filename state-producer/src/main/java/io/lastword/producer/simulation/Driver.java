package io.lastword.producer.simulation;

import io.lastword.model.EntityId;
import io.lastword.producer.simulation.Leg.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A simulated driver at one report. Speed and heading are those of the movement since the report before. */
final class Driver {

    static final int REPORT_SECONDS = 5;

    private static final int REPORTS_PER_LEG = Leg.SECONDS / REPORT_SECONDS;
    private static final int SHIFT_LEGS = 40;
    private static final int REST_LEGS = 10;
    private static final long DAY = (SHIFT_LEGS + REST_LEGS) * (long) REPORTS_PER_LEG;
    private static final long SHIFT_END = SHIFT_LEGS * (long) REPORTS_PER_LEG;

    /** Simulated time begins here. */
    private static final Instant EPOCH = Instant.parse("2026-01-05T06:00:00Z");

    private static final int EAST = 90;
    private static final int WEST = 270;

    private final long seed;
    private final long driver;
    private final long report;
    private final long own;

    /** @param report counts the reports of the simulation from 0 */
    Driver(long seed, long driver, long report) {
        this.seed = seed;
        this.driver = driver;
        this.report = report;
        // Each began its day at another time; one day later, so that there is always a report before.
        this.own = report + DAY + Draw.of(seed, driver, -2).below(DAY);
    }

    boolean isOnShift() {
        return own % DAY < SHIFT_END;
    }

    boolean endsShift() {
        return own % DAY == SHIFT_END;
    }

    /** Such as {@code drv-4f9c02d7ab}. */
    EntityId id() {
        return new EntityId("drv-" + SerialNumber.of(driver));
    }

    String event() {
        if (report == 0 || own % DAY == 0) {
            return "registered";
        }
        if (leg(own).statusAt(secondsIntoLeg(own)) != leg(own - 1).statusAt(secondsIntoLeg(own - 1))) {
            return "status-changed";
        }
        return place(own).equals(place(own - 1)) ? "updated" : "location-changed";
    }

    /** One JSON object in UTF-8: latitude and longitude in degrees, speed in km/h, heading in degrees from north. */
    byte[] state() {
        Place now = place(own);
        Place before = place(own - 1);
        double east = now.x() - before.x();
        double north = now.y() - before.y();
        Leg leg = leg(own);
        double seconds = secondsIntoLeg(own);
        long heading = east == 0 && north == 0
                ? leg.facesEast(seconds) ? EAST : WEST
                : Math.floorMod(Math.round(StrictMath.toDegrees(StrictMath.atan2(east, north))), 360L);
        String json = "{\"badge\":\"" + (1000 + Draw.of(0, driver, 0).below(9000))
                + "\",\"status\":\"" + leg.statusAt(seconds).text()
                + "\",\"lat\":" + degrees(City.latitude(now.y()))
                + ",\"lon\":" + degrees(City.longitude(now.x()))
                + ",\"speed\":" + Math.round(StrictMath.hypot(east, north) / REPORT_SECONDS * 3.6)
                + ",\"heading\":" + heading
                + ",\"trips\":" + (leg.n() % (SHIFT_LEGS + REST_LEGS)) / 2
                + ",\"at\":\"" + EPOCH.plusSeconds(report * REPORT_SECONDS) + "\"}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    private Place place(long at) {
        return leg(at).placeAt(secondsIntoLeg(at));
    }

    private Leg leg(long at) {
        return Leg.of(seed, driver, at / REPORTS_PER_LEG);
    }

    private static double secondsIntoLeg(long at) {
        return at % REPORTS_PER_LEG * (double) REPORT_SECONDS;
    }

    /** With six decimals, that is to about 10 cm; the city has no negative coordinates. */
    private static String degrees(double value) {
        long millionths = Math.round(value * 1_000_000);
        String decimals = Long.toString(millionths % 1_000_000);
        return millionths / 1_000_000 + "." + "0".repeat(6 - decimals.length()) + decimals;
    }
}
