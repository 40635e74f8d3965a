package io.lastword.model.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Instants as texts: the one form in which they are answered, and the forms in which they are read. */
public final class Times {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** A date and time of RFC 3339. */
    private static final Pattern RFC_3339 = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})[Tt](\\d{2}):(\\d{2}):(\\d{2})"
            + "(?:\\.(\\d+))?(?:[Zz]|([+-])(\\d{2}):(\\d{2}))");

    private static final int NANO_DIGITS = 9;
    private static final long DAY_SECONDS = 86_400;
    private static final int LEAP_SECOND = 60;

    private Times() {}

    /** The instant in UTC with exactly three digits of a second, cut; such texts sort as the instants do. */
    public static String text(Instant instant) {
        return MILLIS.format(instant);
    }

    /** The instant in UTC to the nanosecond, with at least three digits of a second: for values of entities. */
    public static String exactText(Instant instant) {
        return instant.getNano() % 1_000_000 == 0 ? text(instant) : instant.toString();
    }

    /**
     * Reads a date and time of RFC 3339, and what ISO 8601 has beyond with an offset. A leap second (23:59:60 in UTC)
     * is the first second of the next day; digits beyond nanoseconds are cut.
     *
     * @return null if the text is none
     */
    public static @Nullable Instant read(String text) {
        try {
            Matcher matcher = RFC_3339.matcher(text);
            return matcher.matches()
                    ? instant(matcher)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant instant(Matcher parts) {
        int second = number(parts, 6);
        boolean leap = second == LEAP_SECOND;
        LocalDateTime local = LocalDateTime.of(
                number(parts, 1),
                number(parts, 2),
                number(parts, 3),
                number(parts, 4),
                number(parts, 5),
                leap ? LEAP_SECOND - 1 : second);
        long offset = 0;
        if (parts.group(8) != null) {
            int hours = number(parts, 9);
            int minutes = number(parts, 10);
            if (hours > 23 || minutes > 59) {
                return null;
            }
            offset = (hours * 60L + minutes) * 60 * (parts.group(8).equals("-") ? -1 : 1);
        }
        long epochSecond = local.toEpochSecond(ZoneOffset.UTC) - offset + (leap ? 1 : 0);
        if (leap && Math.floorMod(epochSecond, DAY_SECONDS) != 0) {
            return null;
        }
        return Instant.ofEpochSecond(epochSecond, nanos(parts.group(7)));
    }

    private static int nanos(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        String digits = fraction.length() > NANO_DIGITS ? fraction.substring(0, NANO_DIGITS) : fraction;
        return Integer.parseInt(digits + "0".repeat(NANO_DIGITS - digits.length()));
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }
}
