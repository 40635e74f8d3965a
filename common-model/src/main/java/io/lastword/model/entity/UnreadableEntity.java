package io.lastword.model.entity;

import java.time.Instant;

/**
 * An entity whose last change could not be read: neither found nor absent until its next good change.
 *
 * @param revision offset of the unreadable change
 * @param loggedAt that change's timestamp in the log
 * @param reason what is wrong with it, without any of its content
 */
public record UnreadableEntity(EntityId id, long revision, Instant loggedAt, String reason) {}
