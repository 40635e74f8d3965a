package io.lastword.model;

import java.util.regex.Pattern;

/** Names of lifecycle events. */
public final class Events {

    /** The event of an upsert whose writer named none. */
    public static final String UPDATED = "updated";

    /** The event of a tombstone whose writer named none. */
    public static final String DEREGISTERED = "deregistered";

    /** Says in words what {@link #isWellFormed} accepts. */
    public static final String RULE = "1 to 128 letters, digits, '.', '_' or '-', beginning with a letter or digit";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private Events() {}

    public static boolean isWellFormed(String event) {
        return WELL_FORMED.matcher(event).matches();
    }
}
