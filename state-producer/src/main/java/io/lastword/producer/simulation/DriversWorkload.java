package io.lastword.producer.simulation;

import io.lastword.model.Change;

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
                return new Change.Upsert(current.id(), current.event(), current.state());
            }
            if (current.endsShift() && !first) {
                return new Change.Tombstone(current.id(), "deregistered");
            }
        }
    }

    private void advance() {
        driver++;
        if (driver == entities) {
            driver = 0;
            report++;
        }
    }
}
