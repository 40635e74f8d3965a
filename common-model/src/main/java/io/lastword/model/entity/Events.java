package io.lastword.model.entity;

/** Names of lifecycle events. */
public final class Events {

    /** The event of an upsert whose writer named none. */
    public static final String UPDATED = "updated";

    /** The event of a tombstone whose writer named none. */
    public static final String DEREGISTERED = "deregistered";

    /** Says in words what {@link #isWellFormed} accepts. */
    public static final String RULE = "1 to 128 letters, digits, '.', '_' or '-', beginning with a letter or digit";

    private static final int MAX_CHARS = 128;

    private Events() {}

    public static boolean isWellFormed(String event) {
        if (event.isEmpty() || event.length() > MAX_CHARS || !isLetterOrDigit(event.charAt(0))) {
            return false;
        }
        for (int i = 1; i < event.length(); i++) {
            char c = event.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
