package io.lastword.producer.topics;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.producer.append.LogStatus;
import io.lastword.producer.append.TopicState;
import io.lastword.producer.topics.TopicAdmin.Identity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the topics of all types about, then keeps {@link LogStatus} true to them. For one thread. */
final class TopicProvisioner {

    private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);

    private final TopicAdmin admin;
    private final EntityTypes types;
    private final LogStatus status;
    private final SchemaRegister schemas;

    TopicProvisioner(TopicAdmin admin, EntityTypes types, LogStatus status, SchemaRegister schemas) {
        this.admin = admin;
        this.types = types;
        this.schemas = schemas;
        this.status = status;
    }

    /**
     * Checks the topics that exist and, if all of them will do, creates those that do not.
     *
     * @return false if a topic that was just created cannot be seen yet, as is usual for a moment: try again
     * @throws TopicRefusedException if an existing topic will not do, and then no topic was created; or if a type's schema
     *     is narrower than the one recorded for its topic
     */
    boolean provision() throws LogUnavailableException, InterruptedException {
        Map<EntityType, Identity> existing = admin.identify(types.all());
        refuseUnfit(admin.describe(existing));
        for (EntityType type : types.all()) {
            if (!existing.containsKey(type)) {
                admin.create(type);
                LOG.info("Created the topic '{}' with {} partitions", type.topic(), type.partitions());
            }
        }
        Map<EntityType, Identity> all = admin.identify(types.all());
        for (EntityType type : types.all()) {
            if (!all.containsKey(type)) {
                status.lost("the topic '" + type.topic() + "' was created and cannot be seen yet");
                return false;
            }
        }
        Map<EntityType, TopicFacts> facts = admin.describe(all);
        refuseUnfit(facts);
        Map<EntityType, Incarnation> topics = new LinkedHashMap<>();
        facts.forEach((type, topic) -> topics.put(type, topic.incarnation()));
        schemas.agree(topics);
        facts.forEach((type, topic) -> {
            TopicRules.findDifferences(type, topic).forEach(LOG::warn);
            status.set(type, new TopicState.Ready(topic.incarnation()));
        });
        status.reached();
        return true;
    }

    /** Notices what has become of the topics since; costs one request while nothing has changed. */
    void refresh() throws LogUnavailableException, InterruptedException {
        Map<EntityType, Identity> now = admin.identify(types.all());
        Map<EntityType, Identity> changed = new LinkedHashMap<>();
        for (EntityType type : types.all()) {
            Identity topic = now.get(type);
            if (topic == null) {
                move(
                        type,
                        TopicState.Unusable.unavailable("the topic '" + type.topic() + "' of type '" + type.name()
                                + "' does not exist any more; restart this service to have it created again"));
            } else if (!status.of(type).equals(new TopicState.Ready(topic.incarnation()))
                    || topic.partitions() != type.partitions()) {
                changed.put(type, topic);
            }
        }
        if (!changed.isEmpty()) {
            for (Map.Entry<EntityType, TopicFacts> topic :
                    admin.describe(changed).entrySet()) {
                move(topic.getKey(), stateOf(topic.getKey(), topic.getValue()));
            }
        }
        status.reached();
    }

    private TopicState stateOf(EntityType type, TopicFacts topic) throws LogUnavailableException, InterruptedException {
        Optional<String> refusal = TopicRules.findRefusal(type, topic);
        if (refusal.isPresent()) {
            return TopicState.Unusable.refused(refusal.get());
        }
        try {
            schemas.agree(Map.of(type, topic.incarnation()));
        } catch (TopicRefusedException e) {
            return TopicState.Unusable.refused(String.valueOf(e.getMessage()));
        }
        return new TopicState.Ready(topic.incarnation());
    }

    private void move(EntityType type, TopicState next) {
        if (!status.of(type).equals(next)) {
            LOG.warn("The topic of type '{}' is now: {}", type.name(), next.describe());
            status.set(type, next);
        }
    }

    private static void refuseUnfit(Map<EntityType, TopicFacts> topics) {
        List<String> refusals = new ArrayList<>();
        topics.forEach((type, facts) -> TopicRules.findRefusal(type, facts).ifPresent(refusals::add));
        if (!refusals.isEmpty()) {
            throw new TopicRefusedException(String.join("\n", refusals));
        }
    }
}
