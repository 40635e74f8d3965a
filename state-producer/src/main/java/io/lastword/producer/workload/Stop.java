package io.lastword.producer.workload;

/**
 * A crossing where a driver stops.
 *
 * @param x blocks east of the centre, at most {@link City#REACH_BLOCKS} either way
 * @param y blocks north of the centre, likewise
 */
record Stop(int x, int y) {

    /** How far from the middle of its driver's district a stop may be, in blocks. */
    private static final int DISTRICT_REACH = 10;

    private static final int MIDDLE_REACH = City.REACH_BLOCKS - DISTRICT_REACH;

    /** The n-th stop of a driver, to and fro between two opposite quarters of the district. */
    static Stop of(long seed, long driver, long n) {
        Draw district = Draw.of(seed, driver, -1);
        int x = middle(district);
        int y = middle(district);
        int there = n % 2 == 0 ? 1 : -1;
        Draw stop = Draw.of(seed, driver, n);
        return new Stop(x + side(district) * there * reach(stop), y + side(district) * there * reach(stop));
    }

    private static int middle(Draw draw) {
        return (int) draw.below(2L * MIDDLE_REACH + 1) - MIDDLE_REACH;
    }

    private static int side(Draw draw) {
        return draw.below(2) == 0 ? 1 : -1;
    }

    private static int reach(Draw draw) {
        return 1 + (int) draw.below(DISTRICT_REACH);
    }
}
