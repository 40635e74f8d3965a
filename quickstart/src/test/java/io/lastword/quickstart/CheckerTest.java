package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.token.Token;
import io.lastword.quickstart.Answer.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever the oracle lets pass here is a lie that no run could find. */
class CheckerTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Incarnation FIRST = new Incarnation("firstlog-of-the-topic");
    private static final String ID = "id-1";
    private static final Told ABSENT = new Told.Absent();

    private static final long NOWHERE = -1;

    private final LogLife life = new LogLife(FIRST.topicId(), at(0), 1);
    private final Checker checker = new Checker(List.of(life), 100);
    private final ClaimChecker claims = new ClaimChecker(List.of(life));

    CheckerTest() {
        written(life, 0, ID, "{\"n\":0}");
        written(life, 1, ID, "{\"n\":1}");
        written(life, 2, "id-2", "{\"n\":2}");
        written(life, 3, ID, null);
        written(life, 4, ID, "{\"n\":");
        written(life, 5, ID, "{\"n\":5}");
    }

    @Test
    void shouldAcceptTheFoldAtEachPosition() {
        assertThat(lies(
                        told(0, ABSENT),
                        told(1, found(0)),
                        told(2, found(1)),
                        told(3, found(1)),
                        told(4, ABSENT),
                        told(5, new Told.Unreadable(4)),
                        told(6, found(5))))
                .isEmpty();
    }

    @Test
    void shouldSeeAnOlderState() {
        assertThat(lies(told(2, found(0)))).hasSize(1);
    }

    @Test
    void shouldSeeANewerState() {
        assertThat(lies(told(1, found(1)))).hasSize(1);
    }

    @Test
    void shouldSeeAnotherState() {
        Told altered = new Told.Found(1, "updated", at(1), "{\"n\":7}");
        Told otherEvent = new Told.Found(1, "registered", at(1), "{\"n\":1}");
        Told otherTime = new Told.Found(1, "updated", at(2), "{\"n\":1}");

        assertThat(lies(told(2, altered), told(2, otherEvent), told(2, otherTime)))
                .hasSize(3);
    }

    @Test
    void shouldSeeAGhost() {
        assertThat(lies(told(4, found(1)))).hasSize(1);
    }

    @Test
    void shouldSeeAFalseAbsence() {
        assertThat(lies(told(2, ABSENT), told(5, ABSENT))).hasSize(2);
    }

    @Test
    void shouldSeeAnUnreadableChangeServedAsItsOlderState() {
        assertThat(lies(told(5, found(1)))).hasSize(1);
    }

    @Test
    void shouldSeeAPositionBeyondTheLog() {
        assertThat(lies(told(7, found(5)))).hasSize(1);
    }

    @Test
    void shouldAcceptAnyStateSinceTheCaughtUpAtWhereNoPositionIsStated() {
        assertThat(lies(
                        told(NOWHERE, found(0)).caughtUpAt(at(1)),
                        told(NOWHERE, found(1)).caughtUpAt(at(1)),
                        told(NOWHERE, new Told.Unreadable(4)).caughtUpAt(at(2)),
                        told(NOWHERE, found(5))))
                .isEmpty();
    }

    @Test
    void shouldSeeWhatWasReplacedByTheCaughtUpAtOrNeverWas() {
        assertThat(lies(
                        told(NOWHERE, found(0)).caughtUpAt(at(2)),
                        told(NOWHERE, found(1)).caughtUpAt(at(4)),
                        told(NOWHERE, found(2)),
                        told(NOWHERE, ABSENT),
                        told(NOWHERE, found(5)).after(Token.of("device", FIRST, null, 0, 1))))
                .hasSize(5);
    }

    @Test
    void shouldSeeAnAnswerThatSaysNothing() {
        Answer nowhere = new Answer(
                at(10), at(11), 1, null, null, 200, null, null, FIRST.shortForm(), new TreeMap<>(), Map.of(), null);

        assertThat(lies(nowhere)).hasSize(1);
    }

    @Test
    void shouldSeeACaughtUpAtWithoutAllThatTheLogHeldThen() {
        assertThat(lies(told(2, found(1)).caughtUpAt(at(2)))).isEmpty();
        assertThat(lies(told(2, found(1)).caughtUpAt(at(3)))).hasSize(1);
    }

    @Test
    void shouldSeeACaughtUpAtInTheFuture() {
        assertThat(lies(told(6, found(5)).caughtUpAt(at(11)))).isEmpty();
        assertThat(lies(told(6, found(5)).caughtUpAt(at(12)))).hasSize(1);
    }

    @Test
    void shouldSeeADeletedLogServedAsOfLater() {
        life.deleted(at(8));

        assertThat(lies(told(6, found(5)).caughtUpAt(at(8)))).isEmpty();
        assertThat(lies(told(6, found(5)).caughtUpAt(at(9)))).hasSize(1);
    }

    @Test
    void shouldSeeAnIncarnationThatNeverWas() {
        assertThat(lies(told(0, ABSENT).of("otherlog"))).hasSize(1);
    }

    @Test
    void shouldAcceptAnAbsenceOfNoIncarnationOnlyIfItIsTrueOfOne() {
        LogLife second = new LogLife("secondlog-of-the-topic", at(8), 1);
        written(second, 0, ID, "{\"n\":10}");
        Checker both = new Checker(List.of(life, second), 100);

        assertThat(both.check(List.of(told(4, ABSENT).of(null).answer())).lies())
                .isEmpty();
        assertThat(both.check(List.of(told(1, ABSENT).of(null).answer())).lies())
                .hasSize(1);
        assertThat(both.check(List.of(told(4, ABSENT).of("secondlo").answer())).lies())
                .hasSize(1);
    }

    @Test
    void shouldSeeATokenNotReached() {
        Token token = Token.of("device", FIRST, null, 0, 2);

        assertThat(lies(told(2, found(1)).after(token))).isEmpty();
        assertThat(lies(told(1, found(0)).after(token))).hasSize(1);
    }

    @Test
    void shouldSeeATokenAnsweredFromAnotherLog() {
        Token token = Token.of("device", new Incarnation("otherlog-of-the-topic"), null, 0, 1);

        assertThat(lies(told(2, found(1)).after(token))).hasSize(1);
    }

    @Test
    void shouldSeeAStepBackOfAnInstance() {
        Answer before = told(6, found(5)).sent(1).answer();
        Answer after = told(2, found(1)).sent(3).answer();
        Answer meanwhile = told(2, found(1)).sent(2).answer();
        Answer ofAnother = told(2, found(1)).sent(3).by(2).answer();

        assertThat(checker.check(List.of(before, after)).lies()).hasSize(1);
        assertThat(checker.check(List.of(before, meanwhile, ofAnother)).lies()).isEmpty();
    }

    @Test
    void shouldLetNobodySeeDeletedRecordsOnceCaughtUpSince() {
        life.partition(0).startMoved(new PartitionArchive.Start(6, at(8), at(9)));

        assertThat(lies(told(6, found(5)).caughtUpAt(at(9)))).isEmpty();
        assertThat(lies(told(6, found(5)).caughtUpAt(at(10)))).hasSize(1);
        assertThat(lies(told(6, ABSENT).caughtUpAt(at(10)))).isEmpty();
        assertThat(lies(told(6, ABSENT).sent(6))).hasSize(1);
    }

    @Test
    void shouldSeeAnAnswerStalerThanAllowed() {
        assertThat(lies(told(6, found(5)).maxStale(3).caughtUpAt(at(7)))).isEmpty();
        assertThat(lies(told(6, found(5)).maxStale(3).caughtUpAt(at(6)))).hasSize(1);
        assertThat(lies(told(6, found(5)).maxStale(3))).hasSize(1);
    }

    @Test
    void shouldSeeAnErrorThatIsNotOfTheContract() {
        assertThat(lies(error(503, "not-ready"), error(504, "token-not-reached")))
                .isEmpty();
        assertThat(lies(error(500, null), error(503, "misplaced-keys"), error(503, null)))
                .hasSize(3);
    }

    @Test
    void shouldSeeATokenOfThePresentLogCalledOneOfAnother() {
        Token token = Token.of("device", FIRST, at(1), 0, 1);
        Answer dropped = new Answer(
                at(1), at(2), 1, token, null, 410, "token-of-another-log", null, null, new TreeMap<>(), Map.of(), null);

        assertThat(lies(dropped)).hasSize(1);
        life.deleted(at(1));
        assertThat(lies(dropped)).isEmpty();
    }

    @Test
    void shouldSeeAWriteThatIsNotWhereItsWriterWasTold() {
        Claim right = new Claim(FIRST.shortForm(), 0, 1, ID, "{\"n\":1}", at(2));
        Claim otherOffset = new Claim(FIRST.shortForm(), 0, 2, ID, "{\"n\":1}", at(2));
        Claim lost = new Claim(FIRST.shortForm(), 0, 6, ID, "{\"n\":6}", at(2));

        assertThat(claims.check(List.of(right))).isEmpty();
        assertThat(claims.check(List.of(otherOffset))).hasSize(1);
        assertThat(claims.check(List.of(lost))).hasSize(1);
    }

    @Test
    void shouldSeeAWriteThatWentToAnotherIncarnationThanItsWriterWasTold() {
        LogLife second = new LogLife("secondlog-of-the-topic", at(8), 1);
        written(second, 0, ID, "{\"n\":10}");
        life.deleted(at(7));
        Claim wrong = new Claim(FIRST.shortForm(), 0, 9, ID, "{\"n\":10}", at(9));

        assertThat(new ClaimChecker(List.of(life, second)).check(List.of(wrong)))
                .hasSize(1)
                .allSatisfy(lie -> assertThat(lie).contains("secondlo"));
    }

    @Test
    void shouldDateTheLogByWhatItsWritersWereTold() {
        Claim early = new Claim(FIRST.shortForm(), 0, 5, ID, "{\"n\":5}", at(3));

        assertThat(lies(told(5, new Told.Unreadable(4)).caughtUpAt(at(5)))).isEmpty();
        assertThat(claims.check(List.of(early))).isEmpty();
        assertThat(lies(told(5, new Told.Unreadable(4)).caughtUpAt(at(5)))).hasSize(1);
    }

    @Test
    void shouldCountTheHolesThatNothingExplains() {
        life.partition(0).archivedTo(8);
        life.partition(0).neverCommitted(1);

        assertThat(life.partition(0).unexplainedHoles()).isEqualTo(1);
    }

    private List<String> lies(Builder... answers) {
        return lies(java.util.Arrays.stream(answers).map(Builder::answer).toArray(Answer[]::new));
    }

    /** Each on its own, so that the order of the answers does not matter. */
    private List<String> lies(Answer... answers) {
        return java.util.Arrays.stream(answers)
                .flatMap(answer -> checker.check(List.of(answer)).lies().stream())
                .toList();
    }

    private static void written(LogLife life, long offset, String id, @Nullable String value) {
        life.partition(0).add(new Logged(offset, id, value, null, at(offset)));
        life.partition(0).acknowledged(offset, at(offset));
        life.partition(0).archivedTo(offset + 1);
    }

    private static Told found(long offset) {
        return new Told.Found(offset, "updated", at(offset), "{\"n\":" + offset + "}");
    }

    private static Answer error(int status, @Nullable String problem) {
        return new Answer(at(1), at(2), 1, null, null, status, problem, null, null, new TreeMap<>(), Map.of(), null);
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    private static Builder told(long position, Told told) {
        return new Builder(position, told, 10, 1, null, null, null, FIRST.shortForm());
    }

    /** An answer about one id, sent at second 10 and answered at 11 if nothing else is said. */
    private record Builder(
            long position,
            Told told,
            long sentAt,
            int instance,
            @Nullable Token token,
            @Nullable Duration stale,
            @Nullable Instant caughtUp,
            @Nullable String incarnation) {

        Builder caughtUpAt(Instant time) {
            return new Builder(position, told, sentAt, instance, token, stale, time, incarnation);
        }

        Builder of(@Nullable String other) {
            return new Builder(position, told, sentAt, instance, token, stale, caughtUp, other);
        }

        Builder after(Token after) {
            return new Builder(position, told, sentAt, instance, after, stale, caughtUp, incarnation);
        }

        Builder maxStale(long seconds) {
            return new Builder(
                    position, told, sentAt, instance, token, Duration.ofSeconds(seconds), caughtUp, incarnation);
        }

        Builder sent(long second) {
            return new Builder(position, told, second, instance, token, stale, caughtUp, incarnation);
        }

        Builder by(int other) {
            return new Builder(position, told, sentAt, other, token, stale, caughtUp, incarnation);
        }

        Answer answer() {
            return new Answer(
                    at(sentAt),
                    at(sentAt + 1),
                    instance,
                    token,
                    stale,
                    told instanceof Told.Found ? 200 : told instanceof Told.Absent ? 404 : 409,
                    null,
                    caughtUp,
                    incarnation,
                    position == NOWHERE ? new TreeMap<>() : new TreeMap<>(Map.of(0, position)),
                    Map.of(ID, told),
                    null);
        }
    }
}
