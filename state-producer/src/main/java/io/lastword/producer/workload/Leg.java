package io.lastword.producer.workload;

/**
 * What a driver does in one slot of {@value #SECONDS} s: the even ones lead to a passenger, the odd ones bring the
 * passenger to the next stop. The way goes east or west, then north or south, then on as before; it is done within the
 * slot, and the driver stands for the rest of it.
 *
 * @param n counts the driver's slots from 0
 * @param viaX the street that is taken north or south
 * @param metresPerSecond {@value #SLOWEST} to {@value #FASTEST}
 * @param departure seconds into the slot
 */
record Leg(
        long n,
        Stop from,
        Stop to,
        int viaX,
        double metresPerSecond,
        double departure,
        boolean cameFromWest,
        boolean breakBefore,
        boolean breakAfter) {

    static final int SECONDS = 720;
    static final double SLOWEST = 8;

    /** Just below 50 km/h. */
    static final double FASTEST = 13.8;

    private static final int LONGEST_PICK_UP_SECONDS = 60;
    private static final int SHORTEST_PICK_UP_SECONDS = 20;

    /** A place on the way: metres east and north of the city's centre. */
    record Place(double x, double y) {}

    static Leg of(long seed, long driver, long n) {
        Stop from = Stop.of(seed, driver, n);
        Stop to = Stop.of(seed, driver, n + 1);
        Draw draw = Draw.of(seed, ~driver, n);
        int viaX = from.x() + (int) ((to.x() - from.x()) * draw.fraction());
        double speed = SLOWEST + (FASTEST - SLOWEST) * draw.fraction();
        double travel = metres(from, to) / speed;
        double pickUp =
                SHORTEST_PICK_UP_SECONDS + (LONGEST_PICK_UP_SECONDS - SHORTEST_PICK_UP_SECONDS) * draw.fraction();
        return new Leg(
                n,
                from,
                to,
                viaX,
                speed,
                n % 2 == 0 ? SECONDS - travel - pickUp : 0,
                Stop.of(seed, driver, n - 1).x() < from.x(),
                isBreak(seed, driver, n / 2),
                isBreak(seed, driver, (n + 1) / 2));
    }

    /** Where the driver is so many seconds into the slot. */
    Place placeAt(double seconds) {
        double left = (seconds - departure) * metresPerSecond;
        left = Math.max(0, Math.min(metres(from, to), left));
        double first = Math.min(left, distance(from.x(), viaX));
        double second = Math.min(left - first, distance(from.y(), to.y()));
        double third = left - first - second;
        int eastOrWest = Integer.signum(to.x() - from.x());
        return new Place(
                from.x() * City.BLOCK_METRES + eastOrWest * (first + third),
                from.y() * City.BLOCK_METRES + Integer.signum(to.y() - from.y()) * second);
    }

    DriverStatus statusAt(double seconds) {
        if (seconds < departure) {
            return breakBefore ? DriverStatus.BREAK : DriverStatus.AVAILABLE;
        }
        if (n % 2 == 0) {
            return DriverStatus.EN_ROUTE;
        }
        if (seconds < departure + metres(from, to) / metresPerSecond) {
            return DriverStatus.ON_TRIP;
        }
        return breakAfter ? DriverStatus.BREAK : DriverStatus.AVAILABLE;
    }

    /** Where a standing driver looks: the way that was driven last. */
    boolean facesEast(double seconds) {
        return seconds <= departure ? cameFromWest : from.x() < to.x();
    }

    private static boolean isBreak(long seed, long driver, long trip) {
        return Draw.of(seed, ~driver, ~trip).below(8) == 0;
    }

    private static double metres(Stop from, Stop to) {
        return distance(from.x(), to.x()) + distance(from.y(), to.y());
    }

    private static double distance(int blocks, int otherBlocks) {
        return Math.abs(otherBlocks - blocks) * City.BLOCK_METRES;
    }
}
