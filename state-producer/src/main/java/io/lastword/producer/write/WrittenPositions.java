package io.lastword.producer.write;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityType;
import io.lastword.producer.append.Appended;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the last of many changes stands in each partition. Not thread-safe. */
final class WrittenPositions {

    private final EntityType type;
    private final Incarnation incarnation;
    private final Map<Integer, Appended> lastOfPartition = new TreeMap<>();

    /** @param incarnation of the topic when the first change was sent */
    WrittenPositions(EntityType type, Incarnation incarnation) {
        this.type = type;
        this.incarnation = incarnation;
    }

    /** Takes a change in; false if it is in another incarnation, so that those before it are gone. */
    boolean add(Appended appended) {
        if (!appended.incarnation().equals(incarnation)) {
            return false;
        }
        lastOfPartition.merge(appended.partition(), appended, (a, b) -> a.revision() > b.revision() ? a : b);
        return true;
    }

    /** A token that covers every change taken in; null if there is none. */
    @Nullable
    String token() {
        if (lastOfPartition.isEmpty()) {
            return null;
        }
        TreeMap<Integer, Long> positions = new TreeMap<>();
        Instant caughtUpAt = Instant.MAX;
        for (Appended last : lastOfPartition.values()) {
            positions.put(last.partition(), last.revision() + 1);
            caughtUpAt = last.sentAt().isBefore(caughtUpAt) ? last.sentAt() : caughtUpAt;
        }
        return new Token(type.name(), incarnation.shortForm(), caughtUpAt, positions).encode();
    }
}
