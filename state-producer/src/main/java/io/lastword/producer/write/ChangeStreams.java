package io.lastword.producer.write;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.producer.append.ChangeLog;

/** Opens streams of changes that share one budget. Thread-safe. */
public final class ChangeStreams {

    private final EntityTypes types;
    private final WriteRules rules;
    private final ChangeLog log;
    private final InFlightBudget budget;

    public ChangeStreams(EntityTypes types, WriteRules rules, ChangeLog log, InFlightBudget budget) {
        this.types = types;
        this.rules = rules;
        this.log = log;
        this.budget = budget;
    }

    /**
     * A stream into the log of a type.
     *
     * @throws ProblemException if there is no such type, or it cannot be written now
     */
    public ChangeStream open(String typeName) {
        EntityType type = KnownTypes.require(types, typeName);
        return new LogChangeStream(type, rules.of(type), log.requireWritable(type), log, budget);
    }
}
