package io.lastword.test;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A generated state, and what it means by the rules of JSON and of RFC 3339, worked out without any parser.
 *
 * @param json the bytes of the record's value, as text
 * @param readable whether it is an acceptable state
 * @param number of the member {@code n}; null if an index of numbers must not hold it
 * @param text of the member {@code s}; null if an index of strings must not hold it
 * @param flag of the member {@code b}; null if it is neither true nor false
 * @param moment of the member {@code t}; null if an index of instants must not hold it
 * @param place of the members {@code lat} and {@code lon}; null if an index of coordinates must not hold it
 */
public record GeneratedState(
        String json,
        boolean readable,
        @Nullable Decimal number,
        @Nullable String text,
        @Nullable Boolean flag,
        @Nullable Moment moment,
        @Nullable Place place) {

    /**
     * A decimal number: a sign, significant digits without zeros at either end, and the power of ten of the first one.
     *
     * @param sign -1, 0 or 1; without digits for 0
     */
    public record Decimal(int sign, String digits, BigInteger power) implements Comparable<Decimal> {

        public static final Decimal ZERO = new Decimal(0, "", BigInteger.ZERO);

        @Override
        public int compareTo(Decimal other) {
            if (sign != other.sign || sign == 0) {
                return Integer.compare(sign, other.sign);
            }
            int magnitude = power.compareTo(other.power);
            return sign * Integer.signum(magnitude != 0 ? magnitude : digits.compareTo(other.digits));
        }
    }

    /** Seconds since 1970 and nanoseconds. */
    public record Moment(long second, int nano) implements Comparable<Moment> {

        @Override
        public int compareTo(Moment other) {
            return second != other.second ? Long.compare(second, other.second) : Integer.compare(nano, other.nano);
        }
    }

    /** Degrees. */
    public record Place(double latitude, double longitude) {}
}
