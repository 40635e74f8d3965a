package io.lastword.consumer.verify;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is wrong with an entity in the store or in one of its indexes. */
public enum Fault {
    /** It is in the store, and the log has ended it or never knew it. */
    @JsonProperty("ghost")
    GHOST,
    /** The log has it, and the store does not. */
    @JsonProperty("missing")
    MISSING,
    /** Both have it, and the store's is not the log's last word: another revision, another kind, or other bytes. */
    @JsonProperty("stale")
    STALE,
    /** An index has an entry of it that the log does not give it: it has ended, or it has another value. */
    @JsonProperty("ghost-entry")
    GHOST_ENTRY,
    /** An index lacks the entry that the log gives it. */
    @JsonProperty("missing-entry")
    MISSING_ENTRY
}
