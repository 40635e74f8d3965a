package io.lastword.producer.topics;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the broker about topics, each question bounded by the client's {@code default.api.timeout.ms}. The client is made
 * with the first question, since making one fails while the broker's name cannot be resolved. For one thread.
 */
final class TopicAdmin implements AutoCloseable {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Supplier<Admin> factory;
    private @Nullable Admin admin;

    TopicAdmin(Supplier<Admin> factory) {
        this.factory = factory;
    }

    /**
     * A topic without its settings.
     *
     * @param partitions how many it has
     */
    record Identity(Incarnation incarnation, int partitions) {}

    /** Looks topics up by name; a type whose topic does not exist is left out. */
    Map<EntityType, Identity> identify(Collection<EntityType> types)
            throws LogUnavailableException, InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> answers = admin().describeTopics(
                        types.stream().map(EntityType::topic).toList())
                .topicNameValues();
        Map<EntityType, Identity> found = new LinkedHashMap<>();
        for (EntityType type : types) {
            try {
                TopicDescription topic = get(answers, type.topic());
                found.put(
                        type,
                        new Identity(
                                new Incarnation(topic.topicId().toString()),
                                topic.partitions().size()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw unavailable("looking up the topic '" + type.topic() + "'", e);
                }
            }
        }
        return found;
    }

    /** Adds the settings to what is known of topics. */
    Map<EntityType, TopicFacts> describe(Map<EntityType, Identity> topics)
            throws LogUnavailableException, InterruptedException {
        Map<ConfigResource, KafkaFuture<Config>> answers = admin().describeConfigs(
                        topics.keySet().stream().map(TopicAdmin::resource).toList())
                .values();
        Map<EntityType, TopicFacts> facts = new LinkedHashMap<>();
        for (Map.Entry<EntityType, Identity> topic : topics.entrySet()) {
            try {
                Map<String, String> configs = new HashMap<>();
                get(answers, resource(topic.getKey())).entries().forEach(entry -> {
                    if (entry.value() != null) {
                        configs.put(entry.name(), entry.value());
                    }
                });
                Identity identity = topic.getValue();
                facts.put(topic.getKey(), new TopicFacts(identity.incarnation(), identity.partitions(), configs));
            } catch (ExecutionException e) {
                throw unavailable(
                        "reading the settings of the topic '" + topic.getKey().topic() + "'", e);
            }
        }
        return facts;
    }

    /** Creates a topic; that somebody else did so meanwhile is no error. */
    void create(EntityType type) throws LogUnavailableException, InterruptedException {
        NewTopic topic = new NewTopic(type.topic(), type.partitions(), (short) type.replication())
                .configs(TopicRules.configs(type));
        try {
            get(admin().createTopics(List.of(topic)).values(), type.topic());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw unavailable("creating the topic '" + type.topic() + "'", e);
            }
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(CLOSE_WITHIN);
        }
    }

    private Admin admin() throws LogUnavailableException {
        if (admin == null) {
            try {
                admin = factory.get();
            } catch (KafkaException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new LogUnavailableException("the broker cannot be addressed: " + cause.getMessage());
            }
        }
        return admin;
    }

    private static <K, V> V get(Map<K, KafkaFuture<V>> answers, K key) throws ExecutionException, InterruptedException {
        KafkaFuture<V> answer = answers.get(key);
        if (answer == null) {
            throw new IllegalStateException("the client has no answer for " + key);
        }
        return answer.get();
    }

    private static ConfigResource resource(EntityType type) {
        return new ConfigResource(ConfigResource.Type.TOPIC, type.topic());
    }

    private static LogUnavailableException unavailable(String what, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new LogUnavailableException(
                what + " failed: " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
}
