package io.lastword.producer.workload;

import io.lastword.model.entity.EntityId;
import java.time.Instant;

/** A simulated driver at the time of one report: a day of shift and rest, over and over. */
final class Driver {

    static final int REPORT_SECONDS = 5;

    private static final int SHIFT_LEGS = 40;
    private static final int REST_LEGS = 10;
    private static final int REPORTS_PER_LEG = Leg.SECONDS / REPORT_SECONDS;
    private static final long DAY = (SHIFT_LEGS + REST_LEGS) * (long) REPORTS_PER_LEG;
    private static final long SHIFT_END = SHIFT_LEGS * (long) REPORTS_PER_LEG;

    /** Simulated time begins here. */
    private static final Instant EPOCH = Instant.parse("2026-01-05T06:00:00Z");

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

    /** Whether nothing was known of the driver before this report. */
    boolean isNew() {
        return report == 0 || own % DAY == 0;
    }

    /** Such as {@code drv-4f9c02d7ab}. */
    EntityId id() {
        return new EntityId("drv-" + SerialNumber.of(driver));
    }

    /** Of the driver alone. */
    long badge() {
        return 1000 + Draw.of(0, driver, 0).below(9000);
    }

    /** In simulated time. */
    Instant at() {
        return EPOCH.plusSeconds(report * REPORT_SECONDS);
    }

    /** What the driver does, since the report before. */
    Movement movement() {
        Leg leg = leg(own);
        Leg before = own % REPORTS_PER_LEG == 0 ? leg(own - 1) : leg;
        return new Movement(leg, secondsIntoLeg(own), before, secondsIntoLeg(own - 1));
    }

    /** Begun in this shift. */
    long trips() {
        return own % DAY / REPORTS_PER_LEG / 2;
    }

    private Leg leg(long at) {
        return Leg.of(seed, driver, at / REPORTS_PER_LEG);
    }

    private static double secondsIntoLeg(long at) {
        return at % REPORTS_PER_LEG * (double) REPORT_SECONDS;
    }
}
