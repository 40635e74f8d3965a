package io.lastword.query.filter;

import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the value of a declared index must be. A condition is a range of encoded values, and so means the same wherever
 * it is checked, on an index or on a state.
 *
 * @param index not of kind {@link Kind#GEO}
 * @param operator one that the index's kind takes
 * @param operand of the index's kind
 */
public record Condition(IndexDefinition index, Operator operator, IndexValue operand) {

    /** How a value is compared with the operand. */
    public enum Operator {
        GREATER_OR_EQUAL(">=", Kind.STRING, Kind.NUMBER, Kind.INSTANT),
        LESS_OR_EQUAL("<=", Kind.STRING, Kind.NUMBER, Kind.INSTANT),
        BEGINS_WITH("^=", Kind.STRING),
        GREATER(">", Kind.STRING, Kind.NUMBER, Kind.INSTANT),
        LESS("<", Kind.STRING, Kind.NUMBER, Kind.INSTANT),
        EQUAL(":", Kind.STRING, Kind.NUMBER, Kind.INSTANT, Kind.BOOLEAN);

        private final String sign;
        private final Set<Kind> kinds;

        Operator(String sign, Kind... kinds) {
            this.sign = sign;
            this.kinds = EnumSet.copyOf(Arrays.asList(kinds));
        }

        /** As it is written in a condition. */
        public String sign() {
            return sign;
        }

        /** Whether values of this kind can be compared so. */
        public boolean takes(Kind kind) {
            return kinds.contains(kind);
        }

        /** For messages: the operators that a kind takes, comma-separated. */
        static String signsFor(Kind kind) {
            return Arrays.stream(values())
                    .filter(operator -> operator.takes(kind))
                    .map(Operator::sign)
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }

    /** The encoded values ({@link IndexValue#encode}) that meet the condition, and whatever begins with one of them. */
    public ByteRange range() {
        byte[] value = operand.encode();
        return switch (operator) {
            case EQUAL -> ByteRange.startingWith(value);
            case BEGINS_WITH -> ByteRange.startingWith(((IndexValue.Text) operand).encodePrefix());
            case GREATER_OR_EQUAL -> new ByteRange(value, null);
            case GREATER -> ByteRange.behindAll(value);
            case LESS -> new ByteRange(new byte[0], value);
            case LESS_OR_EQUAL ->
                new ByteRange(new byte[0], ByteRange.startingWith(value).to());
        };
    }
}
