package io.lastword.producer.workload;

/**
 * Random values at a point that is named by three numbers: the same point gives the same values, and none of them need
 * be kept. SplitMix64 (Steele, Lea, Flood 2014), spelled out since the JDK promises no algorithm of its own.
 */
final class Draw {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    private Draw(long state) {
        this.state = state;
    }

    static Draw of(long seed, long first, long second) {
        return new Draw(mix(mix(mix(seed + GOLDEN_GAMMA) + first * GOLDEN_GAMMA) + second * GOLDEN_GAMMA));
    }

    /** 0 to bound - 1. */
    long below(long bound) {
        return (next() >>> 33) * bound >>> 31;
    }

    /** At least 0, below 1. */
    double fraction() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    <T> T oneOf(T[] choices) {
        return choices[(int) below(choices.length)];
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
