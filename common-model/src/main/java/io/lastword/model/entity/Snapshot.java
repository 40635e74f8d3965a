package io.lastword.model.entity;

import java.time.Instant;

/**
 * The folded current state of one entity.
 *
 * @param revision offset of the change that made it
 * @param event name of that change's lifecycle event
 * @param updatedAt that change's timestamp in the log
 * @param state the JSON object exactly as it was written; shared, not copied: nobody changes it
 */
public record Snapshot(EntityId id, long revision, String event, Instant updatedAt, byte[] state) {}
