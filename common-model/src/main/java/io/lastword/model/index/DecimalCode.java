package io.lastword.model.index;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Decimal numbers as bytes that sort as the numbers do.
 *
 * <pre>
 * positive:  02  exponent + 8000h (2 bytes)  two digits + 1 a byte ...  00
 * zero:      01
 * negative:  00  and the rest as of its absolute value, each bit inverted
 * </pre>
 *
 * The exponent is that of the scientific notation, with one digit before the point.
 */
final class DecimalCode {

    static final int MAX_DIGITS = 100;
    static final int MAX_EXPONENT = 30_000;

    private static final int BIAS = 0x8000;
    private static final byte NEGATIVE = 0;
    private static final byte ZERO = 1;
    private static final byte POSITIVE = 2;

    private DecimalCode() {}

    /** Whether the number's size can be encoded; how many digits it has is another question. */
    static boolean isInRange(BigDecimal value) {
        return Math.abs(exponent(value)) <= MAX_EXPONENT;
    }

    /** @param value without trailing zeros */
    static boolean fits(BigDecimal value) {
        return value.precision() <= MAX_DIGITS && isInRange(value);
    }

    /** @param value without trailing zeros, one that {@link #fits} */
    static byte[] encode(BigDecimal value) {
        if (value.signum() == 0) {
            return new byte[] {ZERO};
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exponent = (int) exponent(value) + BIAS;
        out.write(exponent >> 8);
        out.write(exponent);
        byte[] digits = value.unscaledValue().abs().toString().getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < digits.length; i += 2) {
            int second = i + 1 < digits.length ? digits[i + 1] - '0' : 0;
            out.write((digits[i] - '0') * 10 + second + 1);
        }
        out.write(0);
        byte[] magnitude = out.toByteArray();
        boolean negative = value.signum() < 0;
        byte[] code = new byte[magnitude.length + 1];
        code[0] = negative ? NEGATIVE : POSITIVE;
        for (int i = 0; i < magnitude.length; i++) {
            code[i + 1] = (byte) (negative ? ~magnitude[i] : magnitude[i]);
        }
        return code;
    }

    /** Reads what {@link #encode} wrote, leaving the buffer behind it. */
    static BigDecimal decode(ByteBuffer code) {
        byte sign = code.get();
        if (sign == ZERO) {
            return BigDecimal.ZERO;
        }
        int mask = sign == NEGATIVE ? 0xFF : 0;
        int exponent = (((code.get() ^ mask) & 0xFF) << 8 | (code.get() ^ mask) & 0xFF) - BIAS;
        StringBuilder digits = new StringBuilder();
        for (int pair = (code.get() ^ mask) & 0xFF; pair != 0; pair = (code.get() ^ mask) & 0xFF) {
            digits.append((char) ('0' + (pair - 1) / 10)).append((char) ('0' + (pair - 1) % 10));
        }
        BigInteger unscaled = new BigInteger(digits.toString());
        BigDecimal value = new BigDecimal(unscaled, digits.length() - 1 - exponent).stripTrailingZeros();
        return sign == NEGATIVE ? value.negate() : value;
    }

    private static long exponent(BigDecimal value) {
        return (long) value.precision() - value.scale() - 1;
    }
}
