package io.lastword.producer.write;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.record.GivenAttributes;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.producer.append.ChangeLog;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes one entity at a time. Where a method throws a {@link ProblemException}, nothing was written unless it says so. */
public final class EntityWriter {

    private final EntityTypes types;
    private final WriteRules rules;
    private final ChangeLog log;

    public EntityWriter(EntityTypes types, WriteRules rules, ChangeLog log) {
        this.types = types;
        this.rules = rules;
        this.log = log;
    }

    /**
     * How much of a state may be sent.
     *
     * @throws ProblemException if there is no such type, or states of it may not have so many bytes
     */
    public int maxBytes(String typeName, long declaredLength) {
        int most = KnownTypes.require(types, typeName).limits().maxBytes();
        if (declaredLength > most) {
            throw tooLarge("has " + declaredLength + " bytes", most);
        }
        return most;
    }

    /**
     * Makes this the entity's state.
     *
     * @param event null for the type's default
     * @param attributes what the request says of the change, for the record in the log
     * @param state one byte more than the largest if it is larger
     * @return completes when all in-sync replicas have it, or with a {@link ProblemException}
     */
    public CompletableFuture<Written> put(
            String typeName, EntityId id, @Nullable String event, GivenAttributes attributes, byte[] state) {
        EntityType type = KnownTypes.require(types, typeName);
        int most = type.limits().maxBytes();
        if (state.length > most) {
            throw tooLarge("is too large", most);
        }
        return append(type, rules.of(type).upsert(id, event, state), attributes);
    }

    /**
     * Ends the entity, also one that does not exist.
     *
     * @param event null for the type's default
     * @param attributes what the request says of the change, for the record in the log
     * @return completes when all in-sync replicas have it, or with a {@link ProblemException}
     */
    public CompletableFuture<Written> delete(
            String typeName, EntityId id, @Nullable String event, GivenAttributes attributes) {
        EntityType type = KnownTypes.require(types, typeName);
        return append(type, rules.of(type).tombstone(id, event), attributes);
    }

    private CompletableFuture<Written> append(EntityType type, Change change, GivenAttributes attributes) {
        return log.append(type, change, attributes).thenApply(appended -> Written.of(type, change, appended));
    }

    private static ProblemException tooLarge(String what, int most) {
        return new ProblemException(
                ProblemType.STATE_TOO_LARGE, "the state " + what + "; at most " + most + " bytes are allowed");
    }
}
