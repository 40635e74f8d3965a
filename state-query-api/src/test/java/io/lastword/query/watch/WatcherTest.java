package io.lastword.query.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.store.Layout;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import io.lastword.query.currency.Demand;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogClients;
import io.lastword.query.log.LogFacts;
import io.lastword.query.scan.EntityScan;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lastword.query.snapshot.StoredTimes;
import io.lastword.query.watch.beginning.Beginning;
import io.lastword.query.watch.beginning.Interest;
import io.lastword.query.watch.beginning.Start;
import io.lastword.query.watch.beginning.TypeScan;
import io.lastword.query.watch.events.Outlet;
import io.lastword.query.watch.events.PendingBytes;
import io.lastword.query.watch.events.WatchEvent;
import io.lastword.query.watch.tail.ResetReason;
import io.lastword.query.watch.tail.Span;
import io.lastword.query.watch.tail.Tail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatcherTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Incarnation INCARNATION = new Incarnation("AbCdEfGh-_1234567890xy");
    private static final EntityType DEVICE = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
            .find("device")
            .orElseThrow();
    private static final String STATE = "{\"padding\":\"" + "x".repeat(88) + "\"}";

    private static final TypeScan REST = new TypeScan(
            new EntityScan(
                    () -> {
                        throw new IllegalStateException("no store");
                    },
                    new Layout("test:"),
                    Duration.ofSeconds(1),
                    new StoredTimes(Duration.ZERO, Clock.systemUTC())),
            "device",
            INCARNATION,
            new long[1],
            null,
            1,
            EntityScan.Place.BEGINNING);

    private final PendingBytes budget = new PendingBytes(350);
    private final List<WatchEvent> sent = new ArrayList<>();
    private Runnable handedOn = () -> {};
    private final List<WatchSession> opening = new ArrayList<>();
    private boolean isReady;
    private final WatchSession session = session(new Beginning(null, true, new Demand(null, Duration.ZERO, null)));
    private final Watcher watcher = begin();

    @Test
    void shouldCountWhatAScanFoundUntilItIsSent() {
        watcher.offerFound(List.of(stored("a"), stored("b")), null);

        assertThat(budget.taken()).isEqualTo(2 * (1 + STATE.length()));
        isReady = true;
        session.wake();
        assertThat(sent)
                .extracting(each -> each.getClass().getSimpleName())
                .containsExactly("ComeBack", "SnapshotBegin", "Told", "Told", "SnapshotEnd");
        assertThat(budget.taken()).isZero();
    }

    @Test
    void shouldCountWhatWasHandedOnUntilItIsSent() {
        watcher.offerFound(List.of(stored("a")), null);
        isReady = true;
        handedOn = () -> isReady = false;

        session.wake();

        assertThat(sent).hasSize(4);
        assertThat(budget.taken()).isEqualTo(1 + STATE.length());
        handedOn = () -> {};
        isReady = true;
        session.wake();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void shouldLeaveTheSecondHalfOfTheRoomToThoseForWhomNothingWaits() {
        assertThat(watcher.offerFound(List.of(stored("a")), REST)).isTrue();
        assertThat(watcher.offerFound(List.of(stored("b")), null)).isFalse();
        assertThat(watcher.scan()).isSameAs(REST);
        assertThat(budget.tryTake(200, true)).isTrue();
        isReady = true;
        session.wake();
        assertThat(watcher.offerFound(List.of(stored("b")), null)).isTrue();
        assertThat(watcher.scan()).isNull();
        session.wake();
        assertThat(sent).contains(new WatchEvent.SnapshotEnd(NOW));
    }

    @Test
    void shouldHoldNothingBeyondTheRoomForAll() {
        assertThat(budget.tryTake(340, true)).isTrue();

        assertThat(watcher.offerFound(List.of(stored("a")), REST)).isFalse();
        assertThat(watcher.isEmpty()).isFalse();
        assertThat(budget.taken()).isEqualTo(340);
    }

    @Test
    void shouldGiveBackWhatWasNeverTold() {
        watcher.offerFound(List.of(stored("a"), stored("b")), REST);

        session.close();

        assertThat(budget.taken()).isZero();
    }

    @Test
    void shouldSayWhyAndFromWhereItBeginsAnewBeforeAnythingOfTheNewBeginning() {
        isReady = true;
        session.wake();
        sent.clear();
        opening.clear();

        watcher.reset(ResetReason.TOPIC_RECREATED, "gone");

        assertThat(sent)
                .containsExactly(new WatchEvent.Reset(
                        ResetReason.TOPIC_RECREATED,
                        "gone",
                        new Token("device", INCARNATION.shortForm(), NOW, new TreeMap<>(Map.of(0, 10L))),
                        true));
        assertThat(opening).containsExactly(session);
        assertThat(session.isWaiting()).isTrue();
        session.waits("log-unavailable", "Kafka");
        session.waits("log-unavailable", "Kafka");
        assertThat(sent).hasSize(2).endsWith(new WatchEvent.Waiting("log-unavailable", "Kafka"));
        watcher.reset(ResetReason.LOG_TRUNCATED, "an old one");
        assertThat(sent).hasSize(2);
    }

    private static WatchEvent stored(String id) {
        return TypeScan.told(
                INCARNATION,
                0,
                new StoredEntity.Present(new Snapshot(new EntityId(id), 1, "updated", NOW, STATE.getBytes(UTF_8))));
    }

    private Watcher begin() {
        LogFacts facts = new LogFacts(
                NOW, List.of(new LogFacts.Ends(0, 10, 10)), Duration.ofDays(7), Duration.ofHours(1), true, INCARNATION);
        Clock clock = Clock.systemUTC();
        LogAccess access = new LogAccess(new LogClients(Map.of(), Map.of()), clock, Duration.ofSeconds(1));
        Watcher begun = new Watcher(
                session,
                new Start(Span.all(1), new long[] {10}, NOW, List.of(), REST),
                new Tail(DEVICE, access, clock, facts, 1_000),
                10,
                budget);
        session.begin(begun);
        return begun;
    }

    private WatchSession session(Beginning beginning) {
        return new WatchSession(
                new Interest(DEVICE, null, null),
                beginning,
                new Outlet() {
                    @Override
                    public boolean isReady() {
                        return isReady;
                    }

                    @Override
                    public boolean hasRoom() {
                        return true;
                    }

                    @Override
                    public void add(WatchEvent event, @Nullable Token token) {
                        sent.add(event);
                    }

                    @Override
                    public void flush() {
                        handedOn.run();
                    }

                    @Override
                    public long unreadNanos() {
                        return 0;
                    }

                    @Override
                    public void end() {}
                },
                Runnable::run,
                new WatchSession.Host() {
                    @Override
                    public void open(WatchSession opened) {
                        opening.add(opened);
                    }

                    @Override
                    public void catchUp(Watcher behind) {}

                    @Override
                    public void left(Watcher over) {}

                    @Override
                    public void ended(WatchSession over) {}

                    @Override
                    public void wasReset(ResetReason reason) {}
                },
                Duration.ofSeconds(1));
    }
}
