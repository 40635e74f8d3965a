package io.lastword.query.filter;

import io.lastword.model.index.Decimals;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexValue;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.text.Times;
import io.lastword.model.types.EntityType;
import io.lastword.query.filter.Condition.Operator;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads conditions as requests write them: {@code status:online}, {@code battery<20}, {@code name^=van-}. */
public final class ConditionParser {

    private static final Pattern CONDITION = Pattern.compile("([A-Za-z0-9_-]+)(:|>=|<=|\\^=|>|<)(.*)", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,200}(\\.\\d{1,200})?([eE][+-]?\\d{1,5})?");

    private ConditionParser() {}

    /**
     * Reads one condition on a type's declared indexes.
     *
     * @throws ProblemException if it is not usable, quoting it
     */
    public static Condition parse(EntityType type, String text) {
        Matcher matcher = CONDITION.matcher(text);
        if (!matcher.matches()) {
            throw invalid(text, "is not a condition; write it like status:online, battery<20 or name^=van-");
        }
        String name = matcher.group(1);
        IndexDefinition index = type.indexes()
                .find(name)
                .orElseThrow(() -> invalid(text, "names the field '" + name + "', " + declared(type)));
        Operator operator = operator(matcher.group(2));
        if (!operator.takes(index.kind())) {
            throw invalid(
                    text,
                    index.kind() == Kind.GEO
                            ? "is on a pair of coordinates; use near=LAT,LON&radius=METRES"
                            : "compares a " + name(index.kind()) + " with " + operator.sign() + "; it takes "
                                    + Operator.signsFor(index.kind()));
        }
        try {
            return new Condition(index, operator, value(index.kind(), matcher.group(3)));
        } catch (IllegalArgumentException e) {
            throw invalid(text, "is on a " + name(index.kind()) + ": " + expected(index.kind()));
        }
    }

    private static String declared(EntityType type) {
        String names = type.indexes().declared().stream()
                .filter(index -> index.kind() != Kind.GEO)
                .map(index -> index.name() + " (" + name(index.kind()) + ")")
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? "and the type '" + type.name() + "' declares none; declare an index in types.yml"
                : "which the type '" + type.name() + "' does not declare; it declares " + names;
    }

    private static Operator operator(String sign) {
        for (Operator operator : Operator.values()) {
            if (operator.sign().equals(sign)) {
                return operator;
            }
        }
        throw new IllegalStateException("the operator " + sign + " is unknown");
    }

    private static IndexValue value(Kind kind, String text) {
        return switch (kind) {
            case STRING -> new IndexValue.Text(text);
            case NUMBER -> {
                BigDecimal number = NUMBER.matcher(text).matches() ? Decimals.read(text) : null;
                if (number == null) {
                    throw new IllegalArgumentException("not a number");
                }
                yield new IndexValue.Number(number);
            }
            case BOOLEAN ->
                switch (text) {
                    case "true" -> new IndexValue.Flag(true);
                    case "false" -> new IndexValue.Flag(false);
                    default -> throw new IllegalArgumentException("neither true nor false");
                };
            case INSTANT -> {
                Instant instant = Times.read(text);
                if (instant == null) {
                    throw new IllegalArgumentException("not an instant");
                }
                yield new IndexValue.Moment(instant);
            }
            case GEO -> throw new IllegalArgumentException("coordinates are no scalar");
        };
    }

    private static String expected(Kind kind) {
        return switch (kind) {
            case STRING -> "compare it with at most " + IndexValue.Text.MAX_BYTES + " bytes of UTF-8";
            case NUMBER -> "compare it with a number of at most 100 significant digits, such as -12.5";
            case BOOLEAN -> "compare it with true or false";
            case INSTANT -> "compare it with a time such as 2026-03-01T12:00:00Z, with + sent as %2B";
            case GEO -> "use near and radius";
        };
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static ProblemException invalid(String text, String flaw) {
        return new ProblemException(ProblemType.INVALID_PARAMETER, "where='" + text + "' " + flaw);
    }
}
