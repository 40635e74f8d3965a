package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.store.HistoryWindow;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far back an instance answers that has just been started. */
class AsOfReachIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private static WrittenLog log;
    private static Incarnation incarnation;
    private static Instant written;

    private Instant started;
    private ApiUnderTest api;

    @BeforeAll
    static void write() {
        log = new WrittenLog(Backends.broker());
        incarnation = log.incarnation();
        RecordMetadata first = log.put("e1", "{\"n\":1}");
        written = Instant.ofEpochMilli(first.timestamp());
        // as of an instant, the last state of its millisecond counts: the first must be alone in its own
        RecordMetadata between;
        do {
            between = log.put("e2", "{}");
        } while (between.timestamp() <= first.timestamp());
        log.put("e1", "{\"n\":2}");
    }

    @BeforeEach
    void start() {
        started = now();
        api = new ApiUnderTest(Backends.redis(), log.settings());
        api.store().recreate(incarnation.topicId());
        api.store().serveAll(Topics.unique("g"), 0, started.minus(HOUR));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void shouldAnswerWhatConsumersProveOfTheTimeBeforeItsStart() {
        api.store().historyWindow(provenUntil(now()));

        assertFirstState(asOf(written));
    }

    @Test
    void shouldNotAnswerWhatNobodyProves() {
        assertBeginsWithTheStart(asOf(written));
    }

    @Test
    void shouldNotBelieveConsumersThatHaveNotLookedForLong() {
        api.store().historyWindow(provenUntil(now().minus(HistoryWindow.LONGEST_GAP)));

        assertBeginsWithTheStart(asOf(written));
    }

    @Test
    void shouldNotBelieveConsumersWhoseClockIsFarAhead() {
        api.store().historyWindow(proven(now().minus(HOUR), now().plus(HOUR)));

        assertBeginsWithTheStart(asOf(written));
    }

    @Test
    void shouldNotBelieveWhatIsKnownOfAnotherLog() {
        HistoryWindow known = provenUntil(now());
        api.store()
                .historyWindow(new HistoryWindow(
                        new Incarnation("AbCdEfGh-_1234567890xy"),
                        HOUR,
                        known.since(),
                        known.compactedTo(),
                        known.seenAt()));

        assertBeginsWithTheStart(asOf(written));
    }

    @Test
    void shouldReachBackAsFarAsIsProvenAndNoFurther() {
        Instant compactedTo = now().minusSeconds(300);
        api.store().historyWindow(proven(compactedTo, now()));
        Instant oldest = compactedTo.plus(CLOCK_SKEW);

        HttpResponse<String> before = asOf(oldest.minusMillis(1));
        HttpResponse<String> then = asOf(oldest);

        assertThat(oldestOf(before)).isEqualTo(oldest);
        assertThat(then.statusCode()).as(then.body()).isEqualTo(404);
        assertFirstState(asOf(written));
    }

    @Test
    void shouldGoOnFromWhatConsumersHaveProvenWhileNoneLooks() {
        api.store().historyWindow(provenUntil(now()));
        assertFirstState(asOf(written));

        api.store().historyWindow(provenUntil(now().minus(HOUR)));

        assertFirstState(asOf(written));
    }

    @Test
    void shouldGiveUpWhatConsumersHaveSeenAShorterWindowLetGoOf() {
        api.store().historyWindow(provenUntil(now()));
        assertFirstState(asOf(written));
        Instant compactedTo = now();

        api.store().historyWindow(proven(compactedTo, now()));

        assertThat(oldestOf(asOf(written))).isEqualTo(compactedTo.plus(CLOCK_SKEW));
    }

    private static HistoryWindow provenUntil(Instant seenAt) {
        return proven(seenAt.minus(HOUR), seenAt);
    }

    private static HistoryWindow proven(Instant compactedTo, Instant seenAt) {
        return new HistoryWindow(incarnation, HOUR, seenAt.minus(HOUR.multipliedBy(3)), compactedTo, seenAt);
    }

    private void assertBeginsWithTheStart(HttpResponse<String> answer) {
        assertThat(oldestOf(answer)).isBetween(started.plus(CLOCK_SKEW), now().plus(CLOCK_SKEW));
    }

    private static void assertFirstState(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"state\":{\"n\":1}");
    }

    private static Instant oldestOf(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(410);
        assertThat(answer.body()).contains("\"urn:lastword:problem:instant-not-answerable\"");
        return Instant.parse(ApiUnderTest.json(answer).get("oldest").stringValue());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private HttpResponse<String> asOf(Instant instant) {
        return api.get("/v1/entities/device/e1?asOf=" + instant);
    }
}
