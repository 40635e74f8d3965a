/** Answers about many entities: lists, counts, unreadable entities and types. */
package io.lastword.query.web.list;
