package io.lastword.producer.append;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known of the log right now: kept by {@code LogWatch}, read by every write. Thread-safe. */
public final class LogStatus {

    private final EntityTypes types;
    private final Map<String, TopicState> states = new ConcurrentHashMap<>();
    private volatile @Nullable String trouble = "the topics have not been looked at yet";

    public LogStatus(EntityTypes types) {
        this.types = types;
        types.all()
                .forEach(type -> states.put(
                        type.name(),
                        TopicState.Unusable.unavailable(
                                "the topic '" + type.topic() + "' has not been looked at yet")));
    }

    EntityTypes types() {
        return types;
    }

    /** Why the log as a whole cannot be written to, or empty if it can. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Says of each type, in the order of the configuration, how its topic is. */
    public Map<String, String> topics() {
        Map<String, String> lines = new LinkedHashMap<>();
        types.all().forEach(type -> lines.put(type.name(), of(type).describe()));
        return lines;
    }

    public boolean isReady(EntityType type) {
        return of(type) instanceof TopicState.Ready;
    }

    /**
     * The incarnation to write to.
     *
     * @throws ProblemException if the type cannot be written now
     */
    public Incarnation require(EntityType type) {
        return of(type).require();
    }

    public TopicState of(EntityType type) {
        return states.getOrDefault(type.name(), TopicState.Unusable.unavailable("the type is not known"));
    }

    public void set(EntityType type, TopicState state) {
        states.put(type.name(), state);
    }

    /** The broker has answered. */
    public void reached() {
        trouble = null;
    }

    /** No topic can be written to until {@link #reached()}. */
    public void lost(String reason) {
        trouble = reason;
        types.all().forEach(type -> set(type, TopicState.Unusable.unavailable(reason)));
    }
}
