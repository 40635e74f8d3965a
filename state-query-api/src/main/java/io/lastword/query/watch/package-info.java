/**
 * Watches: changes of one entity or of a type, from a position on. One reader of the log per type serves all of them
 * ({@code Tail}); those that are behind it read the log on their own, a few at a time ({@code CatchUp}).
 */
package io.lastword.query.watch;
