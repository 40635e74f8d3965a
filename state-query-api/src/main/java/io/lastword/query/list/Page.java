package io.lastword.query.list;

import io.lastword.model.entity.Snapshot;
import io.lastword.model.token.Token;
import io.lastword.query.currency.Current;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param current the positions that the page is true at, without entities
 * @param items in the list's order
 * @param unreadable entities of the whole type that no list has, because their last change could not be read
 * @param token of the list's first page
 * @param next where the list goes on, or null if this is its end
 */
public record Page(
        Current current,
        List<Item> items,
        long unreadable,
        Token token,
        @Nullable String next) {

    /**
     * One entity of a list.
     *
     * @param distance in metres, or null in a list that is not by distance
     */
    public record Item(Snapshot snapshot, @Nullable Double distance) {}
}
