package io.lastword.model.index;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Decimal numbers as texts: whatever JSON allows is read without failing, and what is answered reads as plain as it can. */
public final class Decimals {

    /** A number of up to so many digits is written without an exponent. */
    public static final int PLAIN_DIGITS = 21;

    private Decimals() {}

    /**
     * Reads a number in its exact value.
     *
     * @param number a number as JSON writes it, of whatever length
     * @return null if its exponent is beyond all bounds, or it is not a number
     */
    public static @Nullable BigDecimal read(String number) {
        try {
            return new BigDecimal(number);
        } catch (ArithmeticException | NumberFormatException e) {
            // Also for an exponent beyond all bounds; zero is zero with any exponent.
            return isZero(number) ? BigDecimal.ZERO : null;
        }
    }

    /** The number without trailing zeros, zero without a sign; null if it is beyond what an index holds. */
    static @Nullable BigDecimal normal(BigDecimal number) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        if (!DecimalCode.isInRange(number)) {
            return null;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return DecimalCode.fits(stripped) ? stripped : null;
    }

    /** The number as text that JSON takes; without an exponent where it has at most {@value #PLAIN_DIGITS} digits so. */
    public static String text(BigDecimal number) {
        long whole = Math.max(1, (long) number.precision() - number.scale());
        long fraction = Math.max(0, number.scale());
        return whole + fraction <= PLAIN_DIGITS ? number.toPlainString() : number.toString();
    }

    private static boolean isZero(String number) {
        boolean digits = false;
        for (int i = number.startsWith("-") ? 1 : 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (digits && (c == 'e' || c == 'E')) {
                return isExponent(number, i + 1);
            }
            if (c != '0' && c != '.') {
                return false;
            }
            digits |= c == '0';
        }
        return digits;
    }

    private static boolean isExponent(String number, int from) {
        int first = from < number.length() && "+-".indexOf(number.charAt(from)) >= 0 ? from + 1 : from;
        return first < number.length() && number.substring(first).chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
