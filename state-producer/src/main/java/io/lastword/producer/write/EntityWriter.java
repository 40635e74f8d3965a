package io.lastword.producer.write;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.Change;
import io.lastword.model.EntityId;
import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.model.GivenAttributes;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.model.StateLimits;
import io.lastword.producer.log.ChangeLog;
import java.io.IOException;
import java.io.InputStream;
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
     * Makes the body the entity's state and returns when all in-sync replicas have it.
     *
     * @param event null for the type's default
     * @param attributes what the request says of the change, for the record in the log
     * @param body at most one byte more than the largest state is read of it
     * @param declaredLength length of the body as its sender announced it, or -1
     */
    public Written put(
            String typeName,
            EntityId id,
            @Nullable String event,
            GivenAttributes attributes,
            InputStream body,
            long declaredLength) {
        EntityType type = KnownTypes.require(types, typeName);
        byte[] state = readState(type.limits(), body, declaredLength);
        return append(type, rules.of(type).upsert(id, event, state), attributes);
    }

    /**
     * Ends the entity, also one that does not exist, and returns when all in-sync replicas have it.
     *
     * @param event null for the type's default
     * @param attributes what the request says of the change, for the record in the log
     */
    public Written delete(String typeName, EntityId id, @Nullable String event, GivenAttributes attributes) {
        EntityType type = KnownTypes.require(types, typeName);
        return append(type, rules.of(type).tombstone(id, event), attributes);
    }

    private Written append(EntityType type, Change change, GivenAttributes attributes) {
        return Written.of(type, change, log.append(type, change, attributes));
    }

    private static byte[] readState(StateLimits limits, InputStream body, long declaredLength) {
        if (declaredLength > limits.maxBytes()) {
            throw tooLarge("has " + declaredLength + " bytes", limits);
        }
        try {
            byte[] state = body.readNBytes(limits.maxBytes() + 1);
            if (state.length > limits.maxBytes()) {
                throw tooLarge("is too large", limits);
            }
            return state;
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY,
                    "the request body could not be read to its end; nothing was written, send it again");
        }
    }

    private static ProblemException tooLarge(String what, StateLimits limits) {
        return new ProblemException(
                ProblemType.STATE_TOO_LARGE,
                "the state " + what + "; at most " + limits.maxBytes() + " bytes are allowed");
    }
}
