package io.lastword.query.watch.events;

import io.lastword.model.token.Token;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher is told next.
 *
 * @param token where a watch goes on that has seen everything up to the event; null while there is no such position
 */
public record Next(WatchEvent event, @Nullable Token token) {}
