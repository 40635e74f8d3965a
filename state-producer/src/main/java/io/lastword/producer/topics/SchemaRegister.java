package io.lastword.producer.topics;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.SchemaSource;
import io.lastword.producer.schema.InvalidSchemaException;
import io.lastword.producer.schema.StateSchema;
import io.lastword.producer.schema.StateSchemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the schema of a type allows what the schema recorded for its topic allowed, and records it. Another
 * incarnation of a topic begins anew. For one thread; any number of producers may do so at once.
 */
public final class SchemaRegister {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegister.class);
    private static final int MOST_ROUNDS = 20;
    private static final int SHOWN = 10;

    private final StateSchemas schemas;
    private final SchemaLog log;

    /**
     * Makes a register in a topic of its own, as safe as the safest of the types'.
     *
     * @param connection connection and security, by their Kafka names
     * @param topic created when it is first needed
     * @param timeout bound of each question
     */
    public static SchemaRegister in(
            Map<String, Object> connection, String topic, EntityTypes types, StateSchemas schemas, Duration timeout) {
        EntityType safest = types.all().stream()
                .max(Comparator.comparingInt(EntityType::replication))
                .orElseThrow();
        return new SchemaRegister(
                schemas,
                new KafkaSchemaLog(connection, topic, safest.replication(), safest.minInsyncReplicas(), timeout));
    }

    SchemaRegister(StateSchemas schemas, SchemaLog log) {
        this.schemas = schemas;
        this.log = log;
    }

    /**
     * Compares and records; asks nobody if no type has a schema.
     *
     * @throws TopicRefusedException if a schema refuses what the recorded one allowed, naming every such type; nothing was
     *     recorded
     */
    void agree(Map<EntityType, Incarnation> topics) throws LogUnavailableException, InterruptedException {
        Map<EntityType, Incarnation> concerned = new HashMap<>(topics);
        concerned.keySet().removeIf(type -> schemas.find(type.name()).isEmpty());
        if (concerned.isEmpty()) {
            return;
        }
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<SchemaRecord> proposals = proposals(concerned, counting(log.read()));
            if (proposals.isEmpty()) {
                return;
            }
            for (SchemaRecord proposal : proposals) {
                log.append(proposal);
            }
        }
        throw new LogUnavailableException("other producers keep recording other schemas at the same time");
    }

    /** The record that counts, for each topic. */
    static Map<String, SchemaRecord> counting(List<SchemaRecord> records) {
        Map<String, SchemaRecord> counting = new HashMap<>();
        for (SchemaRecord record : records) {
            SchemaRecord before = counting.get(record.topic());
            if (record.after() == (before == null ? SchemaRecord.NONE : before.offset())) {
                counting.put(record.topic(), record);
            }
        }
        return counting;
    }

    private List<SchemaRecord> proposals(Map<EntityType, Incarnation> topics, Map<String, SchemaRecord> counting) {
        List<SchemaRecord> proposals = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        topics.forEach((type, incarnation) -> {
            StateSchema schema = schemas.find(type.name()).orElseThrow();
            SchemaRecord record = counting.get(type.topic());
            boolean ofThisLife = record != null && record.topicId().equals(incarnation.topicId());
            Optional<List<String>> narrowings =
                    ofThisLife ? narrowings(schema, record) : Optional.of(List.<String>of());
            if (narrowings.isPresent()) {
                proposals.add(new SchemaRecord(
                        SchemaRecord.NONE,
                        type.topic(),
                        incarnation.topicId(),
                        record == null ? SchemaRecord.NONE : record.offset(),
                        schema.source()));
                if (!narrowings.get().isEmpty()) {
                    judge(type, narrowings.get(), refusals);
                }
            }
        });
        if (!refusals.isEmpty()) {
            throw new TopicRefusedException(String.join("\n", refusals));
        }
        return proposals;
    }

    /** What the schema refuses that the recorded one allowed; empty if it is that one. */
    private static Optional<List<String>> narrowings(StateSchema schema, @Nullable SchemaRecord record) {
        if (record == null) {
            return Optional.of(List.of());
        }
        try {
            StateSchema recorded = StateSchema.parse(record.document());
            return schema.isSameAs(recorded) ? Optional.empty() : Optional.of(schema.findNarrowings(recorded));
        } catch (InvalidSchemaException e) {
            return Optional.of(List.of("the recorded schema " + e.getMessage()));
        }
    }

    private static void judge(EntityType type, List<String> narrowings, List<String> refusals) {
        String all = String.join("; ", narrowings.subList(0, Math.min(SHOWN, narrowings.size())))
                + (narrowings.size() > SHOWN ? "; and " + (narrowings.size() - SHOWN) + " more" : "");
        SchemaSource source = type.schema();
        if (source != null && source.allowIncompatible()) {
            LOG.warn(
                    "The schema of type '{}' is incompatible with the one recorded for '{}', as is allowed: {}",
                    type.name(),
                    type.topic(),
                    all);
            return;
        }
        refusals.add("the schema " + (source == null ? "" : source.location() + " ") + "of type '" + type.name()
                + "' may refuse states that the topic '" + type.topic() + "' has, since it is narrower than the one"
                + " recorded for it: " + all + ". Widen it, or set lastword.types." + type.name()
                + ".allow-incompatible-schema to true");
    }
}
