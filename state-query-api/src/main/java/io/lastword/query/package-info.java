/** The state query API: answers lookups from the snapshots, and says how current each answer is. */
package io.lastword.query;
