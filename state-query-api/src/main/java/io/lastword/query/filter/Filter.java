package io.lastword.query.filter;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexSet;
import io.lastword.model.json.FieldReader;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.types.EntityType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which entities of a type are asked for: those that meet every condition. Immutable and thread-safe. */
public final class Filter {

    /** A state that was folded within older, wider limits is read as well. */
    private static final StateLimits ANY_STATE = new StateLimits(Integer.MAX_VALUE, 1_000);

    private final String prefix;
    private final List<Condition> conditions;
    private final List<Check> checks;
    private final FieldReader reader;

    /** One condition, ready for use: which of the values that are read must be in which range. */
    private record Check(int value, ByteRange range) {}

    private Filter(String prefix, List<Condition> conditions) {
        this.prefix = prefix;
        this.conditions = conditions;
        IndexSet used = new IndexSet(
                false, conditions.stream().map(Condition::index).distinct().toList());
        List<IndexDefinition> read = used.declared();
        this.checks = conditions.stream()
                .map(condition -> new Check(read.indexOf(condition.index()), condition.range()))
                .toList();
        this.reader = new FieldReader(new FoldDefinition(ANY_STATE, used));
    }

    /**
     * Reads a filter as a request writes it.
     *
     * @param prefix what the ids begin with, or null for any
     * @param where conditions ({@link ConditionParser}), perhaps none
     * @throws io.lastword.model.problem.ProblemException if a condition is not usable, quoting it
     */
    public static Filter of(EntityType type, @Nullable String prefix, List<String> where) {
        return new Filter(
                prefix == null ? "" : prefix,
                where.stream().map(text -> ConditionParser.parse(type, text)).toList());
    }

    /** What the ids begin with; empty for any. */
    public String prefix() {
        return prefix;
    }

    /** In the order in which they were given. */
    public List<Condition> conditions() {
        return conditions;
    }

    /** Whether every entity passes. */
    public boolean isEmpty() {
        return prefix.isEmpty() && conditions.isEmpty();
    }

    /** Whether an entity passes in some state; what its id says of it never changes. */
    public boolean mayAccept(EntityId id) {
        return id.value().startsWith(prefix);
    }

    /** @param state a readable one */
    public boolean accepts(EntityId id, byte[] state) {
        if (!mayAccept(id)) {
            return false;
        }
        if (conditions.isEmpty()) {
            return true;
        }
        List<byte @Nullable []> values = reader.readEncoded(state);
        for (Check check : checks) {
            byte[] value = values.get(check.value());
            if (value == null || !check.range().contains(value)) {
                return false;
            }
        }
        return true;
    }
}
