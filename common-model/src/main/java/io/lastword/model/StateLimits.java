package io.lastword.model;

/**
 * How large a state may be. Part of a type's definition: other limits fold the same log to another store.
 *
 * @param maxBytes largest state in bytes, at least 2
 * @param maxDepth deepest nesting of objects and arrays, the outermost object counted as 1
 */
public record StateLimits(int maxBytes, int maxDepth) {

    public StateLimits {
        if (maxBytes < 2) {
            throw new IllegalArgumentException("max-state-bytes is " + maxBytes + "; it must be at least 2");
        }
        if (maxDepth < 1 || maxDepth > 1000) {
            throw new IllegalArgumentException("max-state-depth is " + maxDepth + "; it must be 1 to 1000");
        }
    }
}
