package io.lastword.query.watch.tail;

import io.lastword.model.entity.EntityId;
import org.jspecify.annotations.Nullable;

/** Who is offered the changes that a {@link Tail} reads, once it has joined it. Nothing here blocks. */
public interface Follower {

    /** The partitions whose changes it is offered. */
    Span span();

    /** The only entity that it follows, or null if it follows all of a type. */
    @Nullable
    EntityId id();

    /** Everything before this offset of a partition was offered to it. */
    long fedTo(int partition);

    /** Takes a change in that follows what was offered before; false if there is no room, so that it is behind now. */
    boolean offer(Change change);

    /** From now on the tail feeds it, which has offered everything up to its positions; false if it is closed. */
    boolean goLive();

    /** Has everything sent that can be sent now. */
    void wake();

    /** Has it begin anew, since there is nothing to go on with. */
    void reset(ResetReason reason, String detail);
}
