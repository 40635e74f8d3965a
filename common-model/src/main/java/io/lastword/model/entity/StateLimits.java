package io.lastword.model.entity;

/**
 * What a state may be. Part of a type's definition: other limits fold the same log to another store.
 *
 * @param maxBytes largest state in bytes, at least 2
 * @param maxDepth deepest nesting of objects and arrays, the outermost object counted as 1
 * @param acceptEnvelopes whether an object of exactly the members {@code schema} and {@code payload} is a state, and not
 *     what a connector has wrapped one in
 */
public record StateLimits(int maxBytes, int maxDepth, boolean acceptEnvelopes) {

    public StateLimits {
        if (maxBytes < 2) {
            throw new IllegalArgumentException("max-state-bytes is " + maxBytes + "; it must be at least 2");
        }
        if (maxDepth < 1 || maxDepth > 1000) {
            throw new IllegalArgumentException("max-state-depth is " + maxDepth + "; it must be 1 to 1000");
        }
    }

    /** Limits of states that are in no envelope. */
    public StateLimits(int maxBytes, int maxDepth) {
        this(maxBytes, maxDepth, false);
    }
}
