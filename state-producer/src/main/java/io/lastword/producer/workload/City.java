package io.lastword.producer.workload;

/** The streets that the drivers use: a grid of square blocks around a centre, in metres east (x) and north (y) of it. */
final class City {

    static final double BLOCK_METRES = 120;

    /** From the centre to the outermost street, in blocks: 6 km. */
    static final int REACH_BLOCKS = 50;

    private static final double CENTRE_LATITUDE = 52.0907;
    private static final double CENTRE_LONGITUDE = 5.1214;

    /** Of latitude, on a sphere of the earth's mean radius. */
    private static final double METRES_PER_DEGREE = 6_371_008.8 * Math.PI / 180;

    private static final double METRES_PER_DEGREE_EAST =
            METRES_PER_DEGREE * StrictMath.cos(StrictMath.toRadians(CENTRE_LATITUDE));

    private City() {}

    static double latitude(double y) {
        return CENTRE_LATITUDE + y / METRES_PER_DEGREE;
    }

    static double longitude(double x) {
        return CENTRE_LONGITUDE + x / METRES_PER_DEGREE_EAST;
    }
}
