/** Watches: sessions that are told the changes of one entity or of a type, from a position on. */
package io.lastword.query.watch;
