package io.lastword.producer.write;

import io.lastword.model.entity.Change;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityType;
import io.lastword.producer.append.Appended;

/**
 * The answer to a write that is in the log.
 *
 * @param incarnation short form of the topic's incarnation
 * @param revision the change's offset: unique and growing per entity, within the incarnation
 * @param event name of the lifecycle event that was written
 * @param token a read that carries it sees this write or a later one
 */
public record Written(
        String type, String id, String incarnation, long revision, int partition, String event, String token) {

    static Written of(EntityType type, Change change, Appended appended) {
        return new Written(
                type.name(),
                change.id().value(),
                appended.incarnation().shortForm(),
                appended.revision(),
                appended.partition(),
                change.event(),
                Token.of(
                                type.name(),
                                appended.incarnation(),
                                appended.sentAt(),
                                appended.partition(),
                                appended.revision() + 1)
                        .encode());
    }
}
