package io.lastword.producer.workload;

import io.lastword.model.entity.Change;
import java.nio.charset.StandardCharsets;

/**
 * Drivers of one city, each of whom reports every {@value Driver#REPORT_SECONDS} s of simulated time: {@code
 * location-changed}, {@code status-changed}, or {@code updated} while nothing of both happens. A shift of 8 hours ends
 * with a tombstone ({@code deregistered}); after 2 hours the driver comes back ({@code registered}). When the
 * simulation begins, the drivers are anywhere in that, so that four of five are on shift at any time.
 *
 * <p>Where a driver is, is a function of seed, driver and time: nothing is kept per driver.
 */
final class DriversWorkload implements Workload {

    private final long seed;
    private final long entities;
    private long report;
    private long driver;

    DriversWorkload(long seed, long entities) {
        this.seed = seed;
        this.entities = entities;
    }

    @Override
    public Change next() {
        while (true) {
            Driver current = new Driver(seed, driver, report);
            boolean first = report == 0;
            advance();
            if (current.isOnShift()) {
                Movement movement = current.movement();
                return new Change.Upsert(current.id(), event(current, movement), state(current, movement));
            }
            if (current.endsShift() && !first) {
                return new Change.Tombstone(current.id(), "deregistered");
            }
        }
    }

    private static String event(Driver driver, Movement movement) {
        if (driver.isNew()) {
            return "registered";
        }
        if (movement.statusChanged()) {
            return "status-changed";
        }
        return movement.moved() ? "location-changed" : "updated";
    }

    /** One JSON object in UTF-8: latitude and longitude in degrees, speed in km/h, heading in degrees from north. */
    private static byte[] state(Driver driver, Movement movement) {
        String json = "{\"badge\":\"" + driver.badge()
                + "\",\"status\":\"" + movement.status().text()
                + "\",\"lat\":" + degrees(City.latitude(movement.place().y()))
                + ",\"lon\":" + degrees(City.longitude(movement.place().x()))
                + ",\"speed\":" + movement.kilometresPerHour()
                + ",\"heading\":" + movement.heading()
                + ",\"trips\":" + driver.trips()
                + ",\"at\":\"" + driver.at() + "\"}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    /** With six decimals, that is to about 10 cm; the city has no negative coordinates. */
    private static String degrees(double value) {
        long millionths = Math.round(value * 1_000_000);
        String decimals = Long.toString(millionths % 1_000_000);
        return millionths / 1_000_000 + "." + "0".repeat(6 - decimals.length()) + decimals;
    }

    private void advance() {
        driver++;
        if (driver == entities) {
            driver = 0;
            report++;
        }
    }
}
