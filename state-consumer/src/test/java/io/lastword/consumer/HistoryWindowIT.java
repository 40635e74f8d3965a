package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.store.HistoryWindow;
import io.lastword.test.Backends;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What consumers prove about how long the log keeps changes. */
class HistoryWindowIT {

    private static final String LAG = "min.compaction.lag.ms";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORTER = Duration.ofMinutes(10);

    private Scene scene;
    private Instant begun;

    @BeforeEach
    void open() {
        scene = new Scene(Backends.broker(), Backends.redis(), 1, Map.of(LAG, millis(HOUR)));
        begun = now();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void shouldKeepWhatIsProvenThroughARestart() {
        ConfigurableApplicationContext consumer = scene.start();
        HistoryWindow before = await(known -> known.seenAt().isAfter(known.since()));
        consumer.close();
        Instant restarted = now();

        scene.start();

        HistoryWindow after = await(known -> !known.seenAt().isBefore(restarted));
        assertThat(before.since()).isBetween(begun, restarted);
        assertThat(before.window()).isEqualTo(HOUR);
        assertThat(after.since()).isEqualTo(before.since());
        assertThat(after.compactedTo()).isBetween(restarted.minus(HOUR), now().minus(HOUR));
    }

    @Test
    void shouldBeginAnewAfterAGap() {
        seenForHours(begun.minus(HistoryWindow.LONGEST_GAP));

        scene.start();

        assertThat(await(known -> !known.seenAt().isBefore(begun)).since()).isBetween(begun, now());
    }

    @Test
    void shouldBeginAnewAfterAFlush() {
        seenForHours(begun);
        scene.start();
        assertThat(await(known -> known.seenAt().isAfter(begun)).since()).isBefore(begun);
        Instant flushed = now();

        scene.wipe();

        assertThat(await(known -> true).since()).isBetween(flushed, now());
    }

    @Test
    void shouldBeginAnewWithARecreatedTopic() {
        seenForHours(begun);
        scene.start();
        scene.awaitFolded();
        scene.deleteTopic();
        Instant deleted = now();

        scene.createTopicAgain();

        Incarnation recreated = new Incarnation(scene.topicId());
        assertThat(await(known -> known.incarnation().equals(recreated)).since())
                .isBetween(deleted, now());
    }

    @Test
    void shouldRememberWhatAShorterWindowLetGoOf() {
        seenForHours(begun);
        scene.start();
        HistoryWindow before = await(known -> known.seenAt().isAfter(begun));
        assertThat(before.oldest()).isBefore(begun.minus(SHORTER));
        scene.configure(Map.of(LAG, millis(SHORTER)));
        HistoryWindow lowered = await(known -> known.window().equals(SHORTER));
        Instant raised = now();

        scene.configure(Map.of(LAG, millis(HOUR)));

        HistoryWindow after = await(known -> known.window().equals(HOUR));
        assertThat(lowered.oldest()).isAfterOrEqualTo(begun.minus(SHORTER));
        assertThat(after.oldest()).isBetween(raised.minus(SHORTER), now().minus(SHORTER));
        assertThat(after.since()).isEqualTo(before.since());
    }

    /** Leaves in the store what consumers would have left that looked at the log until then. */
    private void seenForHours(Instant until) {
        Instant since = until.minus(HOUR.multipliedBy(3));
        HistoryWindow known =
                new HistoryWindow(new Incarnation(scene.topicId()), HOUR, since, until.minus(HOUR), until);
        scene.redis()
                .hset(
                        scene.layout().historyWindows(),
                        Scene.TYPE.getBytes(UTF_8),
                        known.encode().getBytes(UTF_8));
    }

    private HistoryWindow await(Predicate<HistoryWindow> condition) {
        return Scene.await("what is known of the history window")
                .until(this::known, known -> known.filter(condition).isPresent())
                .orElseThrow();
    }

    private Optional<HistoryWindow> known() {
        byte[] value = scene.redis().hget(scene.layout().historyWindows(), Scene.TYPE.getBytes(UTF_8));
        return Optional.ofNullable(value).map(text -> HistoryWindow.decode(new String(text, UTF_8)));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String millis(Duration window) {
        return Long.toString(window.toMillis());
    }
}
