package io.lastword.producer.workload;

/** Serial numbers without apparent order, so that neighbours in a fleet are no neighbours among ids. */
final class SerialNumber {

    private static final int BITS = 40;
    private static final int DIGITS = BITS / 4;
    private static final long MASK = (1L << BITS) - 1;

    private SerialNumber() {}

    /** Ten hexadecimal digits; two indexes below 2^40 never share them, since each step can be undone. */
    static String of(long index) {
        long x = index & MASK;
        x = x * 0x9e3779b97fL & MASK;
        x ^= x >>> 21;
        x = x * 0xd6e8feb867L & MASK;
        x ^= x >>> 19;
        String digits = Long.toHexString(x);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }
}
