package io.lastword.model.types;

import io.lastword.model.entity.Events;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle events of a type. Nothing is said here of when an event may follow another.
 *
 * @param events what each declared event does, by name; empty if none is declared, and then any well-formed name may
 *     stand for any change
 */
public record Lifecycle(Map<String, EventEffect> events) {

    /** Any well-formed name is allowed. */
    public static final Lifecycle UNDECLARED = new Lifecycle(Map.of());

    public Lifecycle {
        events = Collections.unmodifiableMap(new TreeMap<>(events));
    }

    public boolean isDeclared() {
        return !events.isEmpty();
    }

    /**
     * The event of an upsert that names none: {@code updated} if it is allowed, else the only event that changes, else
     * the only one that creates; empty if that is none or a choice.
     */
    public Optional<String> defaultOfUpsert() {
        if (!isDeclared() || isUpsert(events.get(Events.UPDATED))) {
            return Optional.of(Events.UPDATED);
        }
        Optional<String> change = only(EventEffect.CHANGES::equals);
        return change.isPresent() ? change : only(Lifecycle::isUpsert);
    }

    /**
     * The event of a tombstone that names none: {@code deregistered} if it is allowed, else the only event that ends;
     * empty if that is none or a choice.
     */
    public Optional<String> defaultOfTombstone() {
        if (!isDeclared() || events.get(Events.DEREGISTERED) == EventEffect.ENDS) {
            return Optional.of(Events.DEREGISTERED);
        }
        return only(EventEffect.ENDS::equals);
    }

    /** Whether an upsert may be this event, which is declared. */
    public boolean allowsUpsert(String event) {
        return !isDeclared() || isUpsert(events.get(event));
    }

    /** Whether a tombstone may be this event, which is declared. */
    public boolean allowsTombstone(String event) {
        return !isDeclared() || events.get(event) == EventEffect.ENDS;
    }

    /** What each declared event does, in words. */
    public Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        events.forEach((name, effect) -> words.put(name, effect.word()));
        return words;
    }

    /** For messages: the declared names with what they do. */
    public String describe() {
        return events.entrySet().stream()
                .map(event -> event.getKey() + " (" + event.getValue().word() + ")")
                .collect(Collectors.joining(", "));
    }

    private Optional<String> only(Predicate<@Nullable EventEffect> effect) {
        List<String> names = events.keySet().stream()
                .filter(name -> effect.test(events.get(name)))
                .toList();
        return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
    }

    private static boolean isUpsert(@Nullable EventEffect effect) {
        return effect == EventEffect.CREATES || effect == EventEffect.CHANGES;
    }
}
