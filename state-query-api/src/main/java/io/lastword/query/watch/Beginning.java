package io.lastword.query.watch;

import io.lastword.model.Token;
import io.lastword.query.lookup.Demand;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody wants a watch to begin.
 *
 * @param from the position to go on from, or null to begin now
 * @param snapshot whether a watch of a type that begins now is told all entities first
 * @param demand how current the state must be that a watch begins with
 */
public record Beginning(@Nullable Token from, boolean snapshot, Demand demand) {}
