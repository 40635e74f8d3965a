package io.lastword.query.snapshot;

import io.lastword.model.entity.EntityId;
import java.util.Map;

/** The states that were asked for have more bytes than allowed. Nothing of them is held any more. */
public final class StatesTooLargeException extends RuntimeException {

    private final transient Map<EntityId, Long> sizes;

    StatesTooLargeException(Map<EntityId, Long> sizes) {
        super("the states have more bytes than allowed", null, false, false);
        this.sizes = sizes;
    }

    /** How many bytes the state of each entity has, or a little more. */
    public Map<EntityId, Long> sizes() {
        return sizes;
    }
}
