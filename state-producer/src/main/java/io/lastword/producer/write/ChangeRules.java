package io.lastword.producer.write;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Events;
import io.lastword.model.json.StateReader;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.Lifecycle;
import io.lastword.producer.schema.StateSchema;
import io.lastword.producer.schema.Verdict;
import io.lastword.producer.schema.VerdictOverdueException;
import io.lastword.producer.schema.Violation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes changes of one type from what its writers say, or refuses them with a {@link ProblemException}. Thread-safe. */
public final class ChangeRules {

    private static final int MOST_DESCRIBED = 5;

    private final EntityType type;
    private final StateReader states;
    private final @Nullable StateSchema schema;
    private final WriteLimits limits;
    private final TokenSizes tokens;

    /** @param schema null if any state within the limits will do */
    public ChangeRules(EntityType type, @Nullable StateSchema schema, WriteLimits limits) {
        this.type = type;
        this.limits = limits;
        this.tokens = new TokenSizes(limits);
        this.schema = schema;
        this.states = new StateReader(type.limits());
    }

    public EntityType type() {
        return type;
    }

    /** The longest line that a change in a bulk write may be, in bytes. */
    public int maxLineBytes() {
        return limits.lineBytes(type.limits());
    }

    /** Refuses a change that no writer could have made of this type. */
    void check(Change change) {
        if (change instanceof Change.Upsert upsert) {
            upsert(upsert.id(), upsert.event(), upsert.state());
        } else {
            tombstone(change.id(), change.event());
        }
    }

    /** @param event null for the type's default */
    public Change.Upsert upsert(EntityId id, @Nullable String event, byte[] state) {
        Lifecycle lifecycle = type.lifecycle();
        String name = event(event, lifecycle.defaultOfUpsert(), "PUT");
        if (!lifecycle.allowsUpsert(name)) {
            throw unfit("'" + name + "' ends an entity of type '" + type.name()
                    + "', and an upsert goes on with it; send DELETE, or another event");
        }
        // A tombstone may have a longer one, so that what was written before the limit can be ended.
        if (id.value().length() > limits.maxIdChars()) {
            throw new ProblemException(
                    ProblemType.ID_TOO_LONG,
                    "the id has " + id.value().length() + " characters; at most " + limits.maxIdChars()
                            + " are allowed");
        }
        checkState(state);
        return new Change.Upsert(id, name, state);
    }

    /** @param event null for the type's default */
    public Change.Tombstone tombstone(EntityId id, @Nullable String event) {
        Lifecycle lifecycle = type.lifecycle();
        String name = event(event, lifecycle.defaultOfTombstone(), "DELETE");
        if (!lifecycle.allowsTombstone(name)) {
            throw unfit("'" + name + "' does not end an entity of type '" + type.name()
                    + "', and a deletion does; send PUT, or another event");
        }
        return new Change.Tombstone(id, name);
    }

    private void checkState(byte[] state) {
        StateReader.Flaw flaw = states.findFlaw(state);
        if (flaw != null) {
            throw new ProblemException(problemOf(flaw.kind()), flaw.message());
        }
        String tooLong = tokens.findTooLong(state);
        if (tooLong != null) {
            throw new ProblemException(ProblemType.TOKEN_TOO_LONG, tooLong);
        }
        if (schema != null) {
            checkSchema(schema, state);
        }
    }

    private void checkSchema(StateSchema judge, byte[] state) {
        Verdict verdict;
        try {
            verdict = judge.judge(state, limits.maxValidation());
        } catch (VerdictOverdueException e) {
            throw new ProblemException(
                    ProblemType.VALIDATION_TOO_LONG,
                    "it cannot be said whether the state is one of type '" + type.name() + "': " + e.getMessage()
                            + "; nothing was written. A pattern that repeats a repetition may take that long, and so may"
                            + " a large state; send a smaller one, or have the schema of the type changed");
        }
        List<Violation> violations = verdict.violations();
        if (violations.isEmpty()) {
            return;
        }
        throw new ProblemException(
                        ProblemType.SCHEMA_VIOLATION,
                        "the state violates the schema of type '" + type.name() + "' in "
                                + (verdict.whole() ? "" : "at least ") + violations.size()
                                + (violations.size() == 1 ? " place: " : " places: ")
                                + violations.stream()
                                        .limit(MOST_DESCRIBED)
                                        .map(Violation::describe)
                                        .collect(Collectors.joining("; "))
                                + (violations.size() > MOST_DESCRIBED ? "; ..." : ""))
                .with("violations", violations)
                .with("violationCount", violations.size());
    }

    private String event(@Nullable String event, Optional<String> byDefault, String method) {
        Lifecycle lifecycle = type.lifecycle();
        if (event == null) {
            return byDefault.orElseThrow(() -> declared(new ProblemException(
                    ProblemType.EVENT_REQUIRED,
                    "the type '" + type.name() + "' does not say which event a " + method
                            + " without one is; name one of its events that fits: " + lifecycle.describe())));
        }
        if (!Events.isWellFormed(event)) {
            throw new ProblemException(ProblemType.INVALID_EVENT, "an event name is " + Events.RULE);
        }
        if (lifecycle.isDeclared() && !lifecycle.events().containsKey(event)) {
            throw declared(new ProblemException(
                    ProblemType.UNDECLARED_EVENT,
                    "the type '" + type.name() + "' has no event '" + event + "'; it has: " + lifecycle.describe()));
        }
        return event;
    }

    private ProblemException unfit(String what) {
        return declared(new ProblemException(
                ProblemType.UNFIT_EVENT,
                "the event " + what + "; the type has: " + type.lifecycle().describe()));
    }

    private ProblemException declared(ProblemException problem) {
        return problem.with("events", type.lifecycle().words());
    }

    private static ProblemType problemOf(StateReader.Flaw.Kind kind) {
        return switch (kind) {
            case TOO_LARGE -> ProblemType.STATE_TOO_LARGE;
            case TOO_DEEP -> ProblemType.STATE_TOO_DEEP;
            case NUMBER_TOO_LONG -> ProblemType.TOKEN_TOO_LONG;
            case NOT_UTF8, NOT_AN_OBJECT, MALFORMED, ENVELOPE -> ProblemType.INVALID_STATE;
        };
    }
}
