package io.lastword.query.snapshot;

/** One partition of one entity type. */
public record PartitionKey(String type, int partition) {}
