/** What probes and scrapes are told of the snapshots. */
package io.lastword.query.health;
