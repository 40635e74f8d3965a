package io.lastword.model.types;

import java.util.Locale;

/** What a declared lifecycle event does to its entity. */
public enum EventEffect {
    CREATES,
    CHANGES,
    ENDS;

    /** As {@code types.yml} has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
