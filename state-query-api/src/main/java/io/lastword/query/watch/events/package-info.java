/** What a watch is told: events, and the bounded memory in which they wait. */
package io.lastword.query.watch.events;
