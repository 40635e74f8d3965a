package io.lastword.query.watch.beginning;

import io.lastword.model.token.Token;
import io.lastword.query.currency.Demand;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody wants a watch to begin.
 *
 * @param from the position to go on from, or null to begin now
 * @param snapshot whether a watch of a type that begins now, or anew, is told all entities first
 * @param demand how current the state must be that a watch begins with; a watch waits for that as long as it is open
 */
public record Beginning(@Nullable Token from, boolean snapshot, Demand demand) {

    public Beginning {
        demand = new Demand(demand.after(), Duration.ZERO, demand.maxStale());
    }

    /** The token that it depends on, or null. */
    @Nullable
    public Token token() {
        return from != null ? from : demand.after();
    }

    /** A beginning that depends on no token. */
    public Beginning anew() {
        return new Beginning(null, snapshot, new Demand(null, Duration.ZERO, demand.maxStale()));
    }
}
