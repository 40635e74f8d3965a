package io.lastword.model.index;

import com.google.common.geometry.S2CellId;
import com.google.common.geometry.S2LatLng;
import io.lastword.model.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A value by which entities are found. Its encoding has the order of the values, byte by byte and unsigned, and none is
 * the beginning of another, so that more can follow it.
 */
public sealed interface IndexValue {

    /** The value as bytes that sort as the values do. */
    byte[] encode();

    /**
     * A string, in the order of its code points.
     *
     * @param value of at most {@value #MAX_BYTES} bytes in UTF-8
     */
    record Text(String value) implements IndexValue {

        public static final int MAX_BYTES = 255;

        private static final byte ESCAPE = (byte) 0xFF;

        public Text {
            if (!fits(value)) {
                throw new IllegalArgumentException("an indexed string has at most " + MAX_BYTES + " bytes in UTF-8");
            }
        }

        public static boolean fits(String value) {
            return value.length() <= MAX_BYTES
                    && Utf8.isEncodable(value)
                    && (value.length() <= MAX_BYTES / 3 || value.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES);
        }

        /** What the encodings of all strings that begin with this one begin with. */
        public byte[] encodePrefix() {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream out = new ByteArrayOutputStream(utf8.length + 2);
            for (byte b : utf8) {
                out.write(b);
                if (b == 0) {
                    out.write(ESCAPE);
                }
            }
            return out.toByteArray();
        }

        @Override
        public byte[] encode() {
            byte[] prefix = encodePrefix();
            return java.util.Arrays.copyOf(prefix, prefix.length + 2);
        }

        private static Text decode(ByteBuffer bytes) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (true) {
                byte b = bytes.get();
                if (b == 0 && bytes.get() != ESCAPE) {
                    return new Text(out.toString(StandardCharsets.UTF_8));
                }
                out.write(b);
            }
        }
    }

    /** A number, in its exact decimal value: 1.0 is 1. */
    record Number(BigDecimal value) implements IndexValue {

        public Number {
            BigDecimal normal = Decimals.normal(value);
            if (normal == null) {
                throw new IllegalArgumentException("an indexed number has at most " + DecimalCode.MAX_DIGITS
                        + " significant digits and an exponent of at most " + DecimalCode.MAX_EXPONENT);
            }
            value = normal;
        }

        @Override
        public byte[] encode() {
            return DecimalCode.encode(value);
        }
    }

    /** False before true. */
    record Flag(boolean value) implements IndexValue {

        @Override
        public byte[] encode() {
            return new byte[] {(byte) (value ? 1 : 0)};
        }
    }

    /** An instant, to the nanosecond. */
    record Moment(Instant value) implements IndexValue {

        @Override
        public byte[] encode() {
            return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(value.getEpochSecond() ^ Long.MIN_VALUE)
                    .putInt(value.getNano())
                    .array();
        }
    }

    /**
     * A point on the earth (WGS 84), in the order of the S2 cells of the smallest size, followed by the exact degrees.
     *
     * @param latitude degrees, -90 to 90
     * @param longitude degrees, -180 to 180
     */
    record Place(double latitude, double longitude) implements IndexValue {

        public Place {
            if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) {
                throw new IllegalArgumentException("a latitude is -90 to 90 and a longitude -180 to 180 degrees");
            }
            // There is one zero, as there is for numbers.
            latitude += 0.0;
            longitude += 0.0;
        }

        @Override
        public byte[] encode() {
            return ByteBuffer.allocate(Long.BYTES * 3)
                    .putLong(S2CellId.fromLatLng(S2LatLng.fromDegrees(latitude, longitude))
                            .id())
                    .putDouble(latitude)
                    .putDouble(longitude)
                    .array();
        }
    }

    /** Reads a value of this kind, leaving the buffer behind it. */
    static IndexValue decode(IndexDefinition.Kind kind, ByteBuffer bytes) {
        return switch (kind) {
            case STRING -> Text.decode(bytes);
            case NUMBER -> new Number(DecimalCode.decode(bytes));
            case BOOLEAN -> new Flag(bytes.get() != 0);
            case INSTANT -> new Moment(Instant.ofEpochSecond(bytes.getLong() ^ Long.MIN_VALUE, bytes.getInt()));
            case GEO -> {
                bytes.getLong();
                yield new Place(bytes.getDouble(), bytes.getDouble());
            }
        };
    }
}
