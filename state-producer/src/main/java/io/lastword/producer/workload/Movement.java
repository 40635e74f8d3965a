package io.lastword.producer.workload;

import io.lastword.producer.workload.Leg.Place;

/** What a driver did from one report to the next; speed and heading are those between the two places. */
final class Movement {

    private static final int EAST = 90;
    private static final int WEST = 270;

    private final Place now;
    private final double east;
    private final double north;
    private final boolean facesEast;
    private final DriverStatus status;
    private final boolean statusChanged;

    /**
     * @param seconds into the leg, now
     * @param before the leg at the report before; maybe the same
     * @param secondsBefore into that leg
     */
    Movement(Leg leg, double seconds, Leg before, double secondsBefore) {
        Place from = before.placeAt(secondsBefore);
        now = leg.placeAt(seconds);
        east = now.x() - from.x();
        north = now.y() - from.y();
        facesEast = leg.facesEast(seconds);
        status = leg.statusAt(seconds);
        statusChanged = status != before.statusAt(secondsBefore);
    }

    Place place() {
        return now;
    }

    DriverStatus status() {
        return status;
    }

    boolean statusChanged() {
        return statusChanged;
    }

    boolean moved() {
        return east != 0 || north != 0;
    }

    long kilometresPerHour() {
        return Math.round(StrictMath.hypot(east, north) / Driver.REPORT_SECONDS * 3.6);
    }

    /** In degrees from north, 0 to 359; of who stands, the way that was driven last. */
    long heading() {
        if (!moved()) {
            return facesEast ? EAST : WEST;
        }
        return Math.floorMod(Math.round(StrictMath.toDegrees(StrictMath.atan2(east, north))), 360L);
    }
}
