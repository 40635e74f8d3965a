package io.lastword.producer.schema;

import java.util.List;

/**
 * What a schema says of a state.
 *
 * @param violations empty if the state is as the schema has it; at most {@value #MOST_VIOLATIONS}
 * @param whole whether these are all; looking ends when so many are found, or when the time is up after the first
 */
public record Verdict(List<Violation> violations, boolean whole) {

    /** Beyond so many nobody reads on, and a state has room for a million. */
    public static final int MOST_VIOLATIONS = 100;

    public Verdict {
        violations = List.copyOf(violations.subList(0, Math.min(MOST_VIOLATIONS, violations.size())));
    }

    static Verdict of(Violation single) {
        return new Verdict(List.of(single), true);
    }
}
