package io.lastword.consumer.plan;

import io.lastword.model.store.Generation;

/** What to do with a partition. */
public sealed interface Decision {

    /**
     * Go on.
     *
     * @param serving what readers get of the partition meanwhile
     * @param build what becomes of a generation beside the served one, or in its absence
     */
    record Proceed(Serving serving, Build build) implements Decision {}

    /** Do nothing until an operator has acted. */
    record Refuse(String why) implements Decision {}

    /** What becomes of the served generation. */
    enum Serving {
        /** It is served and folded on. */
        LIVE,
        /** It is served as it is: a true picture of this log, and of no later time. */
        FROZEN,
        /** There is none, or it is not of this log: the partition is cold. */
        NOTHING
    }

    /** What becomes of the generation that is being built. */
    sealed interface Build {

        /** There is none, and none is needed. */
        record None() implements Build {}

        /** It goes on from its stored position. */
        record Continue(Generation generation) implements Build {}

        /** A new one is begun, from the log's start; one that was under way is given up. */
        record Begin(RebuildReason reason) implements Build {}

        /** It is given up, since it can never be served and nothing needs it. */
        record Discard(String generation) implements Build {}
    }
}
