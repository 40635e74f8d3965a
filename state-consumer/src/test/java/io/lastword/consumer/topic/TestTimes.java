package io.lastword.consumer.topic;

import io.lastword.consumer.topic.LogLookup.Ends;
import io.lastword.consumer.topic.LogLookup.Observation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** Times for tests. */
public final class TestTimes {

    private TestTimes() {}

    /** One clock is both the time of day and the monotonic clock. */
    public static Times of(Clock clock) {
        return new Times(clock, () -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()), Duration.ofSeconds(5));
    }

    /** One of leaders that are all vouched for. */
    public static Observation observation(
            Times.Moment asked,
            Map<Integer, Ends> ends,
            Duration tombstoneRetention,
            Duration historyWindow,
            TopicIdentity topic) {
        Map<Integer, Times.Moment> vouched = new HashMap<>();
        ends.keySet().forEach(partition -> vouched.put(partition, asked));
        return new Observation(asked, ends, tombstoneRetention, historyWindow, topic, vouched);
    }

    /** A moment by a clock as of {@link #of}. */
    public static Times.Moment moment(Instant at) {
        return new Times.Moment(at, ChronoUnit.NANOS.between(Instant.EPOCH, at));
    }
}
