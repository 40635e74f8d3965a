package io.lastword.test;

import io.lastword.test.GeneratedState.Decimal;
import io.lastword.test.GeneratedState.Moment;
import io.lastword.test.GeneratedState.Place;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes states with every value that JSON allows at and beyond the limits of every kind of index: one seed, one row of
 * states. Its members are {@code n}, {@code s}, {@code b}, {@code t}, {@code lat}, {@code lon} and some others.
 */
public final class GeneratedStates {

    /** More digits make a state unreadable. */
    private static final int NUMBER_DIGITS = 1000;

    private static final int INDEXED_DIGITS = 100;
    private static final BigInteger INDEXED_POWER = BigInteger.valueOf(30_000);
    private static final int INDEXED_TEXT_BYTES = 255;
    private static final int MAX_DEPTH = 100;

    private static final List<String> EXPONENTS = List.of(
            "0",
            "1",
            "2",
            "5",
            "20",
            "21",
            "22",
            "99",
            "100",
            "308",
            "324",
            "29999",
            "30000",
            "30001",
            "2147483646",
            "2147483647",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "99999999999",
            "00000000000000000003");

    private static final List<String> CHARACTERS = List.of(
            "a", "B", "0", " ", "é", "東", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u0000", "\\u0041", "\\ud83d\\ude00");

    private static final List<String> MEANT =
            List.of("a", "B", "0", " ", "é", "東", "😀", "\n", "\"", "\\", "/", "\0", "A", "😀");

    private static final List<String> OTHER_MEMBERS = List.of(
            "\"x\":null",
            "\"n2\":1e400",
            "\"\":[]",
            "\"o\":{\"n\":1,\"s\":[{\"t\":\"x\"}]}",
            "\"N\":7",
            "\"v\":[1,[2,[3]]]");

    private final Random random;

    public GeneratedStates(long seed) {
        this.random = new Random(seed);
    }

    public GeneratedState next() {
        Json number = chance(8) ? otherThanNumber() : number();
        Json text = chance(8) ? otherThanText() : text();
        Json flag = chance(8) ? number() : new Json(chance(2) ? "true" : "false", true, null);
        Json moment = chance(8) ? otherThanText() : moment();
        Json latitude = chance(12) ? otherThanNumber() : degrees(90);
        Json longitude = chance(12) ? otherThanNumber() : degrees(180);
        List<String> members = new ArrayList<>();
        member(members, "n", number);
        member(members, "s", text);
        member(members, "b", flag);
        member(members, "t", moment);
        member(members, "lat", latitude);
        member(members, "lon", longitude);
        if (chance(2)) {
            members.add(pick(OTHER_MEMBERS));
        }
        boolean tooDeep = chance(200);
        if (tooDeep || chance(50)) {
            // The outermost object counts as one.
            int depth = tooDeep ? MAX_DEPTH + random.nextInt(300) : MAX_DEPTH - 1;
            members.add("\"deep\":" + "[".repeat(depth) + "]".repeat(depth));
        }
        Collections.shuffle(members, random);
        String json = blanks() + "{" + blanks() + String.join("," + blanks(), members) + blanks() + "}" + blanks();
        boolean readable = !tooDeep
                && number.readable
                && text.readable
                && flag.readable
                && moment.readable
                && latitude.readable
                && longitude.readable;
        if (chance(100)) {
            json = json.substring(0, json.lastIndexOf('}'));
            readable = false;
        }
        return new GeneratedState(
                json,
                readable,
                number.meaning instanceof Decimal decimal ? decimal : null,
                text.meaning instanceof String string ? string : null,
                flag.text.equals("true") ? Boolean.TRUE : flag.text.equals("false") ? Boolean.FALSE : null,
                moment.meaning instanceof Moment instant ? instant : null,
                latitude.meaning instanceof Double lat && longitude.meaning instanceof Double lon
                        ? new Place(lat, lon)
                        : null);
    }

    /** A value as JSON, whether a state with it is readable, and what an index holds of it. */
    private record Json(
            String text, boolean readable, @Nullable Object meaning) {}

    private void member(List<String> members, String name, Json value) {
        if (chance(60)) {
            // The last of two counts.
            members.add("\"" + name + "\":null," + "\"" + name + "\":" + value.text);
        } else {
            members.add("\"" + name + "\"" + blanks() + ":" + blanks() + value.text);
        }
    }

    private Json number() {
        boolean negative = chance(3);
        String whole = chance(3) ? "0" : firstDigit() + digits(length());
        String fraction = chance(2) ? "" : digits(1 + length());
        String exponentSign = chance(3) ? "-" : chance(2) ? "+" : "";
        String exponent = chance(3) ? "" : chance(40) ? digits(1 + random.nextInt(400)) : pick(EXPONENTS);
        return number(negative, whole, fraction, exponentSign, exponent);
    }

    private Json number(boolean negative, String whole, String fraction, String exponentSign, String exponent) {
        String text = (negative ? "-" : "")
                + whole
                + (fraction.isEmpty() ? "" : "." + fraction)
                + (exponent.isEmpty() ? "" : (chance(2) ? "e" : "E") + exponentSign + exponent);
        boolean readable = whole.length() + fraction.length() + exponent.length() <= NUMBER_DIGITS;
        String all = whole + fraction;
        int first = 0;
        while (first < all.length() && all.charAt(first) == '0') {
            first++;
        }
        if (first == all.length()) {
            return new Json(text, readable, Decimal.ZERO);
        }
        int last = all.length();
        while (all.charAt(last - 1) == '0') {
            last--;
        }
        BigInteger shift = exponent.isEmpty() ? BigInteger.ZERO : new BigInteger(exponent);
        BigInteger power =
                BigInteger.valueOf(whole.length() - 1L - first).add(exponentSign.equals("-") ? shift.negate() : shift);
        boolean indexed = last - first <= INDEXED_DIGITS && power.abs().compareTo(INDEXED_POWER) <= 0;
        Decimal decimal = new Decimal(negative ? -1 : 1, all.substring(first, last), power);
        return new Json(text, readable, indexed ? decimal : null);
    }

    private int length() {
        return chance(60) ? 90 + random.nextInt(20) : chance(100) ? 390 + random.nextInt(700) : random.nextInt(4);
    }

    private Json otherThanNumber() {
        return new Json(pick(List.of("null", "true", "\"5\"", "[1]", "{\"n\":1}", "\"\"")), true, null);
    }

    private Json otherThanText() {
        return new Json(pick(List.of("null", "false", "12", "[\"a\"]", "{}", "-0")), true, null);
    }

    private Json text() {
        int length = chance(20) ? 50 + random.nextInt(250) : random.nextInt(6);
        StringBuilder json = new StringBuilder("\"");
        StringBuilder meant = new StringBuilder();
        boolean encodable = true;
        for (int i = 0; i < length; i++) {
            if (chance(600)) {
                json.append("\\udead ");
                encodable = false;
                continue;
            }
            int character = chance(2) ? 0 : random.nextInt(CHARACTERS.size());
            json.append(CHARACTERS.get(character));
            meant.append(MEANT.get(character));
        }
        String text = meant.toString();
        boolean indexed = encodable && text.getBytes(StandardCharsets.UTF_8).length <= INDEXED_TEXT_BYTES;
        return new Json(json.append('"').toString(), true, indexed ? text : null);
    }

    private Json degrees(int most) {
        if (chance(6)) {
            return switch (random.nextInt(6)) {
                case 0 -> new Json(most + (chance(2) ? "" : ".000"), true, (double) most);
                case 1 -> new Json("-" + most + "e0", true, (double) -most);
                case 2 -> new Json(most + ".0001", true, null);
                case 3 -> new Json("-" + most + "e2147483647", true, null);
                case 4 -> new Json(chance(2) ? "-0" : "-1e-400", true, 0.0);
                default -> new Json("1E-2147483647", true, 0.0);
            };
        }
        String text = (chance(2) ? "-" : "") + random.nextInt(most) + "." + digits(1 + random.nextInt(7));
        return new Json(text, true, Double.parseDouble(text) + 0.0);
    }

    private Json moment() {
        if (chance(8)) {
            return new Json(
                    "\""
                            + pick(List.of(
                                    "2026-02-30T00:00:00Z",
                                    "2026-11-24",
                                    "2026-11-24T12:00:00",
                                    "2026-11-24 12:00:00Z",
                                    "2026-11-24T12:00:60Z",
                                    "2026-11-24T24:00:00Z",
                                    "2026-11-24T12:60:00Z",
                                    "2026-11-24T12:00:00+24:00",
                                    "yesterday",
                                    ""))
                            + "\"",
                    true,
                    null);
        }
        int year = chance(10) ? random.nextInt(10_000) : 1960 + random.nextInt(100);
        int month = 1 + random.nextInt(12);
        int day = 1 + random.nextInt(28);
        boolean negative = chance(2);
        int offset = chance(3) ? random.nextInt(24 * 60) : 0;
        boolean leap = chance(10);
        // Of the offset's own time: 23:59 in UTC is so much later or earlier there.
        int minute =
                leap ? Math.floorMod(24 * 60 - 1 + (negative ? -offset : offset), 24 * 60) : random.nextInt(24 * 60);
        int second = leap ? 60 : random.nextInt(60);
        String fraction = chance(2) ? "" : digits(chance(50) ? 1 + random.nextInt(5000) : 1 + random.nextInt(14));
        String zone = offset == 0 && chance(2)
                ? pick(List.of("Z", "z"))
                : String.format("%s%02d:%02d", negative ? "-" : "+", offset / 60, offset % 60);
        String text = String.format(
                "\"%04d-%02d-%02d%s%02d:%02d:%02d%s%s\"",
                year,
                month,
                day,
                chance(4) ? "t" : "T",
                minute / 60,
                minute % 60,
                second,
                fraction.isEmpty() ? "" : "." + fraction,
                zone);
        long seconds = days(year, month, day) * 86_400 + minute * 60L + second + (negative ? offset : -offset) * 60L;
        int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
        return new Json(text, true, new Moment(seconds, nanos));
    }

    /** Days since 1970 in the Gregorian calendar, counted from the first of March of the year 0. */
    private static long days(int year, int month, int day) {
        long y = month <= 2 ? year - 1L : year;
        long ofYear = (153L * ((month + 9) % 12) + 2) / 5 + day - 1;
        return 365 * y + Math.floorDiv(y, 4L) - Math.floorDiv(y, 100L) + Math.floorDiv(y, 400L) + ofYear - 719_468;
    }

    private String firstDigit() {
        return Integer.toString(1 + random.nextInt(9));
    }

    private String digits(int count) {
        boolean zeros = chance(4);
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(zeros ? 0 : random.nextInt(10));
        }
        return digits.toString();
    }

    private String blanks() {
        return chance(5) ? pick(List.of(" ", "\n", "\t", "\r\n")) : "";
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
