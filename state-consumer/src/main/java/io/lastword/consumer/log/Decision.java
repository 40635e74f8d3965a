package io.lastword.consumer.log;

import io.lastword.model.Generation;

/** What to do with a partition. */
sealed interface Decision {

    /** Go on folding into a generation from its stored position. */
    record Resume(Generation generation, boolean served) implements Decision {}

    /** Build a new generation from the log's start. */
    record Rebuild(RebuildReason reason, boolean keepServed) implements Decision {}

    /** Do nothing until an operator has acted. */
    record Refuse(String why) implements Decision {}
}
