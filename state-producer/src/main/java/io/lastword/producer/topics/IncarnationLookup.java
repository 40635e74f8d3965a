package io.lastword.producer.topics;

import static java.util.Objects.requireNonNull;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.jspecify.annotations.Nullable;

/**
 * Says which incarnation a type's topic is of. Each answer is of a question that was sent after it was asked for; those
 * that ask while a question is under way share the next one. Thread-safe; nobody waits here.
 */
public final class IncarnationLookup implements Function<EntityType, CompletableFuture<Incarnation>>, AutoCloseable {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Function<String, CompletableFuture<Incarnation>> question;
    private final AutoCloseable client;
    private final Map<String, Questions> byTopic = new ConcurrentHashMap<>();

    /** @param factory makes the client, with the first question; it bounds each question in time */
    public static IncarnationLookup by(Supplier<Admin> factory) {
        LazyAdmin admin = new LazyAdmin(factory);
        return new IncarnationLookup(admin::ask, admin);
    }

    /** @param question answers for a topic; not asked again for the same topic before it has */
    IncarnationLookup(Function<String, CompletableFuture<Incarnation>> question, AutoCloseable client) {
        this.question = question;
        this.client = client;
    }

    /** Completes on the client's only thread, which must not be held up; fails if the broker does not answer. */
    @Override
    public CompletableFuture<Incarnation> apply(EntityType type) {
        return byTopic.computeIfAbsent(type.topic(), Questions::new).ask();
    }

    @Override
    public void close() throws Exception {
        client.close();
    }

    /** The questions about one topic: at most one is under way, and at most one waits to be sent. */
    private final class Questions {

        private final String topic;
        private boolean underWay;
        private @Nullable CompletableFuture<Incarnation> waiting;

        Questions(String topic) {
            this.topic = topic;
        }

        CompletableFuture<Incarnation> ask() {
            CompletableFuture<Incarnation> mine;
            boolean idle;
            synchronized (this) {
                mine = waiting == null ? new CompletableFuture<>() : waiting;
                waiting = mine;
                idle = !underWay;
                underWay = true;
            }
            if (idle) {
                sendNext();
            }
            return mine;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // Those who asked hear all that the future would say.
        private void sendNext() {
            CompletableFuture<Incarnation> asked;
            synchronized (this) {
                asked = waiting;
                waiting = null;
                underWay = asked != null;
            }
            if (asked != null) {
                question.apply(topic).whenComplete((found, failure) -> {
                    if (failure == null) {
                        asked.complete(found);
                    } else {
                        asked.completeExceptionally(failure);
                    }
                    sendNext();
                });
            }
        }
    }

    /** Makes its client with the first question: making one fails while the broker's name cannot be resolved. */
    private static final class LazyAdmin implements AutoCloseable {

        private final Supplier<Admin> factory;
        private final Map<String, Uuid> lastSeen = new ConcurrentHashMap<>();
        private @Nullable Admin admin;

        LazyAdmin(Supplier<Admin> factory) {
            this.factory = factory;
        }

        CompletableFuture<Incarnation> ask(String topic) {
            try {
                Uuid last = lastSeen.get(topic);
                return last == null ? askByName(topic) : askById(topic, last);
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public synchronized void close() {
            if (admin != null) {
                admin.close(CLOSE_WITHIN);
            }
        }

        private CompletableFuture<Incarnation> askByName(String topic) {
            return answer(admin().describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic))
                    .thenApply(found -> {
                        lastSeen.put(topic, found.topicId());
                        return new Incarnation(found.topicId().toString());
                    });
        }

        /** Asks whether there still is the topic with this id, which takes one request; asking by name takes two. */
        private CompletableFuture<Incarnation> askById(String topic, Uuid id) {
            return answer(admin().describeTopics(TopicCollection.ofTopicIds(List.of(id)))
                            .topicIdValues()
                            .get(id))
                    .thenApply(found -> new Incarnation(found.topicId().toString()))
                    .exceptionallyCompose(failure -> failure.getCause() instanceof UnknownTopicIdException
                                    || failure instanceof UnknownTopicIdException
                            ? askByName(topic)
                            : CompletableFuture.failedFuture(failure));
        }

        private static CompletableFuture<TopicDescription> answer(@Nullable KafkaFuture<TopicDescription> question) {
            return requireNonNull(question).toCompletionStage().toCompletableFuture();
        }

        private synchronized Admin admin() {
            if (admin == null) {
                admin = factory.get();
            }
            return admin;
        }
    }
}
