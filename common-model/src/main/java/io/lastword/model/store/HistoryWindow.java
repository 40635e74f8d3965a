package io.lastword.model.store;

import io.lastword.model.entity.Incarnation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far back a log is sure to hold everything, proven by looks at its topic's settings: as the text
 * {@code <topic id> <window> <since> <compacted to> <seen at>}, times in milliseconds.
 *
 * <p>Compaction removes a change only for a later one of the same entity that is older than the history window at that
 * moment. So the latest "moment minus window" so far says up to where changes that were replaced may be gone. Between two
 * looks that are not too far apart, the window is taken for the shorter of the two.
 *
 * @param incarnation of the log
 * @param window the topic's {@code min.compaction.lag.ms} at the last look
 * @param since the first of the looks; before it the window may have been shorter. Goes back only from a future beyond the
 *     tolerated skew
 * @param compactedTo what was replaced by then may be gone. Goes back only like that
 * @param seenAt when the last look was begun
 */
public record HistoryWindow(
        Incarnation incarnation, Duration window, Instant since, Instant compactedTo, Instant seenAt) {

    /**
     * Looks that are further apart prove nothing of the time between them. A consumer that is killed and started again
     * is back within this, also where its group waits for the one killed.
     */
    public static final Duration LONGEST_GAP = Duration.ofMinutes(2);

    private static final int FIELDS = 5;

    /**
     * A look at a topic's settings.
     *
     * @param askedAt when it was begun
     * @param answeredAt not earlier than the answer
     */
    public record Look(Incarnation incarnation, Duration window, Instant askedAt, Instant answeredAt) {}

    public HistoryWindow {
        if (window.isNegative()) {
            throw new IllegalArgumentException("the history window " + window + " is negative");
        }
        since = since.truncatedTo(ChronoUnit.MILLIS);
        compactedTo = compactedTo.truncatedTo(ChronoUnit.MILLIS);
        seenAt = seenAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * What is known after a look.
     *
     * @param before what was known before, of whatever log, or null
     * @param clockSkew how far ahead of this look the one before may have been and still be believed
     */
    public static HistoryWindow after(@Nullable HistoryWindow before, Look look, Duration clockSkew) {
        Duration window = look.window();
        Instant now = look.answeredAt();
        if (before == null || !before.incarnation.equals(look.incarnation())) {
            return new HistoryWindow(look.incarnation(), window, now, now.minus(window), look.askedAt());
        }
        if (isBeyond(before, now.plus(clockSkew))) {
            return new HistoryWindow(look.incarnation(), window, now, now, look.askedAt());
        }
        boolean covered = !before.seenAt.plus(LONGEST_GAP).isBefore(now) && !before.seenAt.isAfter(now.plus(clockSkew));
        if (!covered) {
            return new HistoryWindow(
                    look.incarnation(),
                    window,
                    later(before.since, now),
                    later(before.compactedTo, now.minus(window)),
                    look.askedAt());
        }
        Duration shorter = shorter(before.window, window);
        return new HistoryWindow(
                look.incarnation(),
                look.askedAt().isAfter(before.seenAt) ? window : shorter,
                before.since,
                later(before.compactedTo, now.minus(shorter)),
                later(before.seenAt, look.askedAt()));
    }

    /**
     * What two rows of looks at one log show together, both of which end now.
     *
     * @throws IllegalArgumentException if they are of different logs
     */
    public HistoryWindow with(HistoryWindow other) {
        if (!incarnation.equals(other.incarnation)) {
            throw new IllegalArgumentException(incarnation + " and " + other.incarnation + " are different logs");
        }
        return new HistoryWindow(
                incarnation,
                shorter(window, other.window),
                since.isBefore(other.since) ? since : other.since,
                later(compactedTo, other.compactedTo),
                later(seenAt, other.seenAt));
    }

    /** The log is sure to hold the last change of each entity up to this instant, and up to each later one. */
    public Instant oldest() {
        return later(since, compactedTo);
    }

    public String encode() {
        return String.join(
                " ",
                incarnation.topicId(),
                Long.toString(window.toMillis()),
                Long.toString(since.toEpochMilli()),
                Long.toString(compactedTo.toEpochMilli()),
                Long.toString(seenAt.toEpochMilli()));
    }

    /** Reads it back, or returns null if the text is not one. */
    public static @Nullable HistoryWindow decode(String text) {
        String[] fields = text.split(" ", -1);
        if (fields.length != FIELDS) {
            return null;
        }
        try {
            return new HistoryWindow(
                    new Incarnation(fields[0]),
                    Duration.ofMillis(Long.parseLong(fields[1])),
                    Instant.ofEpochMilli(Long.parseLong(fields[2])),
                    Instant.ofEpochMilli(Long.parseLong(fields[3])),
                    Instant.ofEpochMilli(Long.parseLong(fields[4])));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether what is known is of a clock that was far ahead: until that time came, it would leave nothing known. */
    private static boolean isBeyond(HistoryWindow known, Instant latest) {
        return known.since.isAfter(latest) || known.compactedTo.isAfter(latest);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
