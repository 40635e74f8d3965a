package io.lastword.producer.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares the bounds that two schemas set to numbers and sizes. Pure. */
final class Bounds {

    /** Keywords below which nothing may be. */
    private static final List<String> LOWER = List.of("minLength", "minItems", "minProperties", "minContains");

    private static final List<String> UPPER = List.of("maxLength", "maxItems", "maxProperties", "maxContains");

    private Bounds() {}

    /** One line for each bound that is tighter than before. */
    static List<String> findNarrowings(JsonNode earlier, JsonNode later) {
        List<String> tighter = new ArrayList<>();
        for (String keyword : LOWER) {
            BigDecimal now = least(later, keyword);
            if (now.compareTo(least(earlier, keyword)) > 0) {
                tighter.add(keyword + " has grown to " + now);
            }
        }
        for (String keyword : UPPER) {
            BigDecimal now = number(later, keyword);
            BigDecimal before = number(earlier, keyword);
            if (now != null && (before == null || now.compareTo(before) < 0)) {
                tighter.add(keyword + " has shrunk to " + now);
            }
        }
        range(earlier, later, "minimum", "exclusiveMinimum", 1, tighter);
        range(earlier, later, "maximum", "exclusiveMaximum", -1, tighter);
        BigDecimal multiple = number(later, "multipleOf");
        BigDecimal multipleBefore = number(earlier, "multipleOf");
        if (multiple != null
                && (multipleBefore == null || multipleBefore.remainder(multiple).signum() != 0)) {
            tighter.add("multipleOf " + multiple + " allows fewer numbers");
        }
        if (later.path("uniqueItems").asBoolean(false)
                && !earlier.path("uniqueItems").asBoolean(false)) {
            tighter.add("uniqueItems is new");
        }
        return tighter;
    }

    /** @param sign 1 for lower bounds, -1 for upper ones */
    private static void range(
            JsonNode earlier, JsonNode later, String inclusive, String exclusive, int sign, List<String> tighter) {
        BigDecimal before = number(earlier, inclusive);
        BigDecimal beforeExclusive = number(earlier, exclusive);
        BigDecimal now = number(later, inclusive);
        if (now != null && !reaches(before, now, sign, 0) && !reaches(beforeExclusive, now, sign, 0)) {
            tighter.add(inclusive + " " + now + " is tighter than before");
        }
        BigDecimal nowExclusive = number(later, exclusive);
        if (nowExclusive != null
                && !reaches(before, nowExclusive, sign, 1)
                && !reaches(beforeExclusive, nowExclusive, sign, 0)) {
            tighter.add(exclusive + " " + nowExclusive + " is tighter than before");
        }
    }

    /** Whether an earlier bound, if there is one, already refused what this one does. */
    private static boolean reaches(@Nullable BigDecimal before, BigDecimal now, int sign, int least) {
        return before != null && before.compareTo(now) * sign >= least;
    }

    /** A lower bound, or what holds where it is missing: one element, if {@code contains} is there, or nothing. */
    private static BigDecimal least(JsonNode schema, String keyword) {
        BigDecimal least = number(schema, keyword);
        if (least != null) {
            return least;
        }
        return keyword.equals("minContains") && schema.has("contains") ? BigDecimal.ONE : BigDecimal.ZERO;
    }

    private static @Nullable BigDecimal number(JsonNode schema, String keyword) {
        JsonNode value = schema.path(keyword);
        return value.isNumber() ? value.decimalValue() : null;
    }
}
