/** The store: snapshots, generations and positions in Redis, each changed in one atomic, fenced step. */
package io.lastword.consumer.snapshot;
