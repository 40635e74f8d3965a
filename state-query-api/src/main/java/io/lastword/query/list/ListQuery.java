package io.lastword.query.list;

import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexValue;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.query.filter.ByteRange;
import io.lastword.query.filter.Condition;
import io.lastword.query.filter.Condition.Operator;
import io.lastword.query.filter.Filter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which entities of a type are listed, and in which order.
 *
 * @param filter what they must be
 * @param order finds all that the filter accepts, and perhaps others
 */
public record ListQuery(EntityType type, Filter filter, Order order) {

    /**
     * A list in the order of the index that narrows it down most: that of an equality, else that of ids if they must
     * begin with something, else that of another condition, else that of ids. Among equals, the first condition counts.
     *
     * @throws ProblemException if the type has no index that could serve
     */
    public static ListQuery sorted(EntityType type, Filter filter) {
        Optional<Condition> best =
                filter.conditions().stream().min(Comparator.comparingInt(condition -> rank(condition, filter)));
        boolean byId = type.indexes().byId()
                && (best.isEmpty() || (!filter.prefix().isEmpty() && rank(best.get(), filter) > 0));
        if (byId) {
            return new ListQuery(type, filter, new Order.Sorted(null, ByteRange.startingWith(utf8(filter.prefix()))));
        }
        IndexDefinition index = best.map(Condition::index).orElseThrow(() -> withoutIndexOfIds(type));
        return new ListQuery(type, filter, new Order.Sorted(index, range(index, best.get(), filter)));
    }

    /**
     * A list of what is near, the nearest first.
     *
     * @param radius in metres, above 0
     * @throws ProblemException if the type has no index of coordinates
     */
    public static ListQuery nearest(EntityType type, Filter filter, IndexValue.Place center, double radius) {
        IndexDefinition index = type.indexes()
                .geo()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID_PARAMETER,
                        "near needs an index of kind geo, and the type '" + type.name()
                                + "' declares none; declare one in types.yml"));
        return new ListQuery(type, filter, new Order.Nearest(index, center, radius));
    }

    /** Whether the nearest comes first, which takes more of the store than another order does. */
    public boolean isByDistance() {
        return order instanceof Order.Nearest;
    }

    /** The query as text: another query has another one. */
    String text() {
        StringBuilder text = new StringBuilder(type.name()).append('\n').append(order.text());
        text.append('\n').append(filter.prefix().length()).append(filter.prefix());
        filter.conditions().stream()
                .map(Condition::toString)
                .distinct()
                .sorted()
                .forEach(condition -> text.append('\n').append(condition));
        return text.toString();
    }

    /** The lower, the fewer entities are expected to meet the condition. */
    private static int rank(Condition condition, Filter filter) {
        boolean halves = condition.index().kind() == Kind.BOOLEAN;
        if (condition.operator() == Operator.EQUAL) {
            return halves ? 3 : 0;
        }
        boolean bothEnds = filter.conditions().stream()
                        .filter(other -> other.index().equals(condition.index()))
                        .count()
                > 1;
        return condition.operator() == Operator.BEGINS_WITH || bothEnds ? 1 : 2;
    }

    /** Of all conditions on the index together; and of the prefix, where all members have one value. */
    private static ByteRange range(IndexDefinition index, Condition best, Filter filter) {
        ByteRange range = ByteRange.ALL;
        for (Condition condition : filter.conditions()) {
            if (condition.index().equals(index)) {
                range = range.and(condition.range());
            }
        }
        if (best.operator() == Operator.EQUAL) {
            ByteArrayOutputStream beginning = new ByteArrayOutputStream();
            beginning.writeBytes(best.operand().encode());
            beginning.writeBytes(utf8(filter.prefix()));
            range = range.and(ByteRange.startingWith(beginning.toByteArray()));
        }
        return range;
    }

    private static ProblemException withoutIndexOfIds(EntityType type) {
        return new ProblemException(
                ProblemType.INVALID_PARAMETER,
                "the type '" + type.name() + "' has no index of ids (index-by-id is false), so it is listed only with a"
                        + " condition on a declared field; add where=");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
