package io.lastword.producer.write;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.StateLimits;
import java.time.Duration;

/**
 * What a new write may be, beside the limits that are part of a type's definition. They only refuse more: whatever passes
 * is readable to the fold.
 *
 * @param maxIdChars longest id of an upsert in UTF-16 characters, at most {@value EntityId#MAX_WRITABLE_CHARS}
 * @param maxStringChars longest string in a state, in UTF-16 characters
 * @param maxNameChars longest member name in a state, in UTF-16 characters
 * @param maxNumberChars longest number in a state, at most {@value #MOST_NUMBER_CHARS}
 * @param maxLineBytes longest line of a bulk write, whatever the type would allow
 * @param maxValidation how long a schema may look at one state
 */
public record WriteLimits(
        int maxIdChars,
        int maxStringChars,
        int maxNameChars,
        int maxNumberChars,
        int maxLineBytes,
        Duration maxValidation) {

    /** What the fold reads. */
    public static final int MOST_NUMBER_CHARS = 1000;

    /** Room in a line for what is not state: names, and an id and an event written in escapes. */
    private static final int LINE_OVERHEAD_BYTES = 4 << 10;

    /** Nothing is refused that the types allow. */
    public static final WriteLimits NONE = new WriteLimits(
            EntityId.MAX_WRITABLE_CHARS,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            MOST_NUMBER_CHARS,
            Integer.MAX_VALUE,
            Duration.ofMinutes(1));

    /** The longest line of a bulk write to a type with these limits. */
    int lineBytes(StateLimits state) {
        return Math.min(maxLineBytes, state.maxBytes() + LINE_OVERHEAD_BYTES);
    }
}
