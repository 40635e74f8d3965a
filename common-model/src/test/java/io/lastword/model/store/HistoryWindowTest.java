package io.lastword.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.entity.Incarnation;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryWindowTest {

    private static final Incarnation LOG = new Incarnation("p4fQ2kZ9QhOeUqX0c1mB3g");
    private static final Incarnation OTHER_LOG = new Incarnation("AbCdEfGh-_1234567890xy");
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    @Test
    void shouldKnowNothingOfTheTimeBeforeTheFirstLook() {
        HistoryWindow.Look look = new HistoryWindow.Look(LOG, Duration.ofHours(1), at("12:00:00"), at("12:00:02"));

        HistoryWindow first = HistoryWindow.after(null, look, CLOCK_SKEW);

        assertThat(first)
                .isEqualTo(new HistoryWindow(LOG, Duration.ofHours(1), at("12:00:02"), at("11:00:02"), at("12:00:00")));
        assertThat(first.oldest()).isEqualTo("2026-03-01T12:00:02Z");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            what                    | before: window, since, to, seen    | look: window, at | after: window, since, to, seen     | oldest
            same window, young      | PT1H  11:30:00 10:59:59 11:59:59   | PT1H  12:00:00   | PT1H  11:30:00 11:00:00 12:00:00   | 11:30:00
            same window, old        | PT1H  09:00:00 10:59:59 11:59:59   | PT1H  12:00:00   | PT1H  09:00:00 11:00:00 12:00:00   | 11:00:00
            raised, young           | PT10M 11:55:00 11:49:59 11:59:59   | PT1H  12:00:00   | PT1H  11:55:00 11:50:00 12:00:00   | 11:55:00
            raised, old             | PT10M 09:00:00 11:49:59 11:59:59   | PT1H  12:00:00   | PT1H  09:00:00 11:50:00 12:00:00   | 11:50:00
            a while after a raise   | PT1H  09:00:00 11:50:00 12:29:59   | PT1H  12:30:00   | PT1H  09:00:00 11:50:00 12:30:00   | 11:50:00
            long after a raise      | PT1H  09:00:00 11:50:00 12:59:59   | PT1H  13:00:00   | PT1H  09:00:00 12:00:00 13:00:00   | 12:00:00
            lowered                 | PT1H  09:00:00 10:59:59 11:59:59   | PT10M 12:00:00   | PT10M 09:00:00 11:50:00 12:00:00   | 11:50:00
            raised after a lowering | PT10M 09:00:00 11:50:00 12:00:00   | PT1H  12:00:01   | PT1H  09:00:00 11:50:01 12:00:01   | 11:50:01
            lowered to nothing      | PT1H  09:00:00 10:59:59 11:59:59   | PT0S  12:00:00   | PT0S  09:00:00 12:00:00 12:00:00   | 12:00:00
            longest gap             | PT1H  09:00:00 10:58:00 11:58:00   | PT1H  12:00:00   | PT1H  09:00:00 11:00:00 12:00:00   | 11:00:00
            longer gap              | PT1H  09:00:00 10:57:59 11:57:59   | PT1H  12:00:00   | PT1H  12:00:00 11:00:00 12:00:00   | 12:00:00
            raised in a longer gap  | PT10M 09:00:00 11:20:00 11:30:00   | PT1H  12:00:00   | PT1H  12:00:00 11:20:00 12:00:00   | 12:00:00
            old backup              | PT1H  01:00:00 02:00:00 03:00:00   | PT1H  12:00:00   | PT1H  12:00:00 11:00:00 12:00:00   | 12:00:00
            clock behind            | PT1H  09:00:00 11:00:05 12:00:05   | PT1H  12:00:00   | PT1H  09:00:00 11:00:05 12:00:05   | 11:00:05
            clock behind, lowered   | PT1H  09:00:00 11:00:05 12:00:05   | PT10M 12:00:00   | PT10M 09:00:00 11:50:00 12:00:05   | 11:50:00
            clock behind, raised    | PT10M 09:00:00 11:50:05 12:00:05   | PT1H  12:00:00   | PT10M 09:00:00 11:50:05 12:00:05   | 11:50:05
            two looks at a time     | PT10M 09:00:00 11:50:00 12:00:00   | PT1H  12:00:00   | PT10M 09:00:00 11:50:00 12:00:00   | 11:50:00
            clock gone back         | PT1H  09:00:00 11:00:06 12:00:06   | PT1H  12:00:00   | PT1H  12:00:00 11:00:06 12:00:00   | 12:00:00
            clock once far ahead    | PT1H  23:00:00 22:00:00 23:00:00   | PT1H  12:00:00   | PT1H  12:00:00 12:00:00 12:00:00   | 12:00:00
            """)
    void shouldKnowAfterALook(String what, String before, String look, String after, String oldest) {
        String[] seen = look.split(" +");

        HistoryWindow known = HistoryWindow.after(window(before), look(seen[0], at(seen[1])), CLOCK_SKEW);

        assertThat(known).isEqualTo(window(after));
        assertThat(known.oldest()).isEqualTo(at(oldest));
    }

    @Test
    void shouldBeginAnewWithARecreatedTopic() {
        HistoryWindow before = window("PT1H 09:00:00 10:59:59 11:59:59");
        HistoryWindow.Look look =
                new HistoryWindow.Look(OTHER_LOG, Duration.ofHours(1), at("12:00:00"), at("12:00:00"));

        HistoryWindow known = HistoryWindow.after(before, look, CLOCK_SKEW);

        assertThat(known)
                .isEqualTo(new HistoryWindow(
                        OTHER_LOG, Duration.ofHours(1), at("12:00:00"), at("11:00:00"), at("12:00:00")));
    }

    /** What was compacted at some moment of a row of looks is what the shorter of the windows around it allowed. */
    @Test
    void shouldNeverReachFurtherBackThanWhatAnyMomentAllowedToCompact() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Duration before = Duration.ofHours(1);
        Instant now = at("00:00:00");
        Instant oldest = now;
        HistoryWindow known = HistoryWindow.after(null, look("PT1H", now), CLOCK_SKEW);
        for (int i = 0; i < 10_000; i++) {
            Duration window = random.nextInt(20) == 0 ? Duration.ofMinutes(random.nextInt(120)) : before;
            now = now.plusMillis(1 + random.nextInt(90_000));
            Instant gone = now.minus(window.compareTo(before) < 0 ? window : before);
            oldest = gone.isAfter(oldest) ? gone : oldest;
            before = window;

            known = HistoryWindow.after(known, look(window.toString(), now), CLOCK_SKEW);

            assertThat(known.oldest()).as("look %d, seed %d", i, seed).isEqualTo(oldest);
        }
    }

    @Test
    void shouldJoinALongRowOfLooksWithOneThatSawMore() {
        HistoryWindow one = window("PT1H 09:00:00 11:00:00 12:00:00");
        HistoryWindow other = window("PT1H 11:55:00 11:50:00 12:00:01");

        HistoryWindow both = one.with(other);

        assertThat(both).isEqualTo(window("PT1H 09:00:00 11:50:00 12:00:01"));
        assertThat(other.with(one)).isEqualTo(both);
    }

    @Test
    void shouldNotJoinLooksAtDifferentLogs() {
        HistoryWindow one = window("PT1H 09:00:00 11:00:00 12:00:00");
        HistoryWindow other = new HistoryWindow(OTHER_LOG, one.window(), one.since(), one.compactedTo(), one.seenAt());

        assertThatThrownBy(() -> one.with(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(OTHER_LOG.topicId());
    }

    @Test
    void shouldEncodeAsPromised() {
        String text = window("PT1H 09:00:00 11:00:00 12:00:00").encode();

        assertThat(text).isEqualTo("p4fQ2kZ9QhOeUqX0c1mB3g 3600000 1772355600000 1772362800000 1772366400000");
    }

    @Test
    void shouldDecodeWhatItEncoded() {
        HistoryWindow known = window("PT1H 09:00:00.123 11:00:00.456 12:00:00.789");

        assertThat(HistoryWindow.decode(known.encode())).isEqualTo(known);
    }

    @Test
    void shouldEncodeTheLongestWindowThatATopicCanHave() {
        HistoryWindow.Look forever =
                new HistoryWindow.Look(LOG, Duration.ofMillis(Long.MAX_VALUE), at("12:00:00"), at("12:00:00"));
        HistoryWindow known = HistoryWindow.after(null, forever, CLOCK_SKEW);

        assertThat(HistoryWindow.decode(known.encode())).isEqualTo(known);
        assertThat(known.oldest()).isEqualTo(at("12:00:00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p4fQ2kZ9QhOeUqX0c1mB3g 3600000 1 2",
                "p4fQ2kZ9QhOeUqX0c1mB3g 3600000 1 2 3 4",
                "p4fQ2kZ9QhOeUqX0c1mB3g x 1 2 3",
                "p4fQ2kZ9QhOeUqX0c1mB3g -1 1 2 3",
                "p4fQ2kZ9QhOeUqX0c1mB3g 3600000 1  3",
                "short 3600000 1 2 3"
            })
    void shouldNotDecodeAnythingElse(String text) {
        assertThat(HistoryWindow.decode(text)).isNull();
    }

    private static HistoryWindow window(String text) {
        String[] fields = text.split(" +");
        return new HistoryWindow(LOG, Duration.parse(fields[0]), at(fields[1]), at(fields[2]), at(fields[3]));
    }

    private static HistoryWindow.Look look(String window, Instant at) {
        return new HistoryWindow.Look(LOG, Duration.parse(window), at, at);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-03-01T" + time + "Z");
    }
}
