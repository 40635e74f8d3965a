package io.lastword.query.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.EntityId;
import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.model.Incarnation;
import io.lastword.model.Layout;
import io.lastword.model.Snapshot;
import io.lastword.model.Token;
import io.lastword.model.TypeSettings;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogClients;
import io.lastword.query.log.LogFacts;
import io.lastword.query.snapshot.EntityScan;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                    new Layout("test:")),
            "device",
            INCARNATION,
            new long[1],
            null,
            1);

    private final PendingBytes budget = new PendingBytes(350);
    private final List<WatchEvent> sent = new ArrayList<>();
    private boolean isReady;
    private final Watcher watcher = watcher();

    @Test
    void shouldCountWhatAScanFoundUntilItIsTold() {
        watcher.offerFound(List.of(stored("a"), stored("b")), null);

        assertThat(budget.taken()).isEqualTo(2 * (1 + STATE.length()));
        isReady = true;
        watcher.wake();
        // And a heartbeat.
        assertThat(sent).hasSize(4).contains(new WatchEvent.SnapshotEnd());
        assertThat(budget.taken()).isZero();
    }

    @Test
    void shouldTakeMoreOfAScanOnlyWhereThereIsRoomOrNothingWaits() {
        budget.tryTake(340, false);

        assertThat(watcher.offerFound(List.of(stored("a")), REST)).isTrue();
        assertThat(watcher.offerFound(List.of(stored("b")), null)).isFalse();
        assertThat(watcher.scan()).isSameAs(REST);
        isReady = true;
        watcher.wake();
        assertThat(watcher.offerFound(List.of(stored("b")), null)).isTrue();
        assertThat(watcher.scan()).isNull();
        watcher.wake();
        assertThat(sent).contains(new WatchEvent.SnapshotEnd());
    }

    @Test
    void shouldGiveBackWhatWasNeverTold() {
        watcher.offerFound(List.of(stored("a"), stored("b")), REST);

        watcher.close();

        assertThat(budget.taken()).isZero();
    }

    private static WatchEvent stored(String id) {
        return TypeScan.told(
                INCARNATION,
                0,
                new StoredEntity.Present(new Snapshot(new EntityId(id), 1, "updated", NOW, STATE.getBytes(UTF_8))));
    }

    private Watcher watcher() {
        LogFacts facts = new LogFacts(
                NOW, List.of(new LogFacts.Ends(0, 10, 10)), Duration.ofDays(7), Duration.ofHours(1), true, INCARNATION);
        Clock clock = Clock.systemUTC();
        LogAccess access = new LogAccess(new LogClients(Map.of(), Map.of()), clock, Duration.ofSeconds(1));
        return new Watcher(
                new Interest(DEVICE, null, null),
                new Start(Span.all(1), new long[] {10}, NOW, List.of(), null),
                new Tail(DEVICE, access, clock, facts, 1_000),
                new Mailbox(10, budget),
                new InitialEvents(budget),
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
                    public void flush() {}

                    @Override
                    public void end() {}
                },
                Runnable::run,
                behind -> {},
                closed -> {});
    }
}
