package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.model.token.Token;
import io.lastword.query.EventClient.Event;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Watches over HTTP, of a log that the test writes and snapshots that it puts beside it. */
class WatchIT {

    private static final String TYPE = "/v1/watch/device";

    private static WrittenLog log;
    private static ApiUnderTest api;

    private String generation;

    @BeforeAll
    static void start() {
        log = new WrittenLog(Backends.broker());
        api = new ApiUnderTest(
                Backends.redis(),
                log.settings(
                        "--lastword.query.watch.heartbeat=500ms",
                        "--lastword.query.watch.max-watchers=8",
                        "--lastword.query.watch.max-pending=50"));
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    @BeforeEach
    void serveAGeneration() {
        serve();
    }

    @Test
    void shouldTellTheStateOfAnEntityThenEachLaterChangeOfIt() {
        String id = Topics.unique("tv");
        RecordMetadata first = log.put(id, "{\"n\":1}");
        serve();
        api.store().snapshot(generation, id, first.offset(), "{\"n\":1}");

        try (EventClient watcher = watch(TYPE + "/" + id)) {
            Event begin = watcher.nextTold();
            Event snapshot = watcher.nextTold();
            Event end = watcher.nextTold();
            log.put(Topics.unique("other"), "{}");
            RecordMetadata second = log.put(id, "{\"n\": 2}");
            Event change = watcher.nextTold();
            log.put(id, "no state");
            Event unreadable = watcher.nextTold();
            log.delete(id);
            Event deleted = watcher.nextTold();

            assertThat(begin.kind()).isEqualTo("snapshot-begin");
            assertThat(begin.id()).isEqualTo("begin");
            assertThat(end.kind()).isEqualTo("snapshot-end");
            assertThat(end.json().path("token").stringValue()).isEqualTo(end.id());
            assertThat(Token.decode(end.id()).positions()).containsOnlyKeys(second.partition());
            assertThat(snapshot.kind()).isEqualTo("snapshot");
            assertThat(snapshot.id()).isEqualTo("begin");
            assertThat(snapshot.data())
                    .endsWith(
                            "\"revision\":" + first.offset()
                                    + ",\"event\":\"registered\",\"updatedAt\":\"2026-03-01T12:00:00.123Z\",\"state\":{\"n\":1}}");
            assertThat(change.kind()).isEqualTo("change");
            assertThat(change.data())
                    .isEqualTo("{\"type\":\"device\",\"id\":\"" + id + "\",\"incarnation\":\""
                            + log.incarnation().shortForm() + "\",\"revision\":" + second.offset()
                            + ",\"event\":\"updated\",\"updatedAt\":\"" + Instant.ofEpochMilli(second.timestamp())
                            + "\",\"state\":{\"n\": 2}}");
            assertThat(Token.decode(change.id()).positions())
                    .isEqualTo(new TreeMap<>(java.util.Map.of(second.partition(), second.offset() + 1)));
            assertThat(unreadable.kind()).isEqualTo("unreadable");
            assertThat(unreadable.json().path("reason").stringValue()).contains("JSON");
            assertThat(deleted.kind()).isEqualTo("deleted");
            assertThat(deleted.json().path("event").stringValue()).isEqualTo("deregistered");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns/name", "..", "long"})
    void shouldWatchAnIdThatNoPathCanHold(String name) {
        String id = name.equals("long") ? "x".repeat(600) : name;
        RecordMetadata first = log.put(id, "{\"n\":1}");
        serve();
        api.store().snapshot(generation, id, first.offset(), "{\"n\":1}");

        try (EventClient watcher = watch(TYPE + "?id=" + ListUnderTest.encoded(id))) {
            assertThat(watcher.nextTold().kind()).isEqualTo("snapshot-begin");
            assertThat(watcher.nextTold().json().path("id").stringValue()).isEqualTo(id);
            assertThat(watcher.nextTold().kind()).isEqualTo("snapshot-end");
            log.put(Topics.unique("other"), "{}");
            log.put(id, "{\"n\":2}");
            assertThat(watcher.nextTold().json().at("/state/n").intValue()).isEqualTo(2);
            log.delete(id);
            Event deleted = watcher.nextTold();
            assertThat(deleted.kind()).isEqualTo("deleted");
            assertThat(deleted.json().path("id").stringValue()).isEqualTo(id);
        }
    }

    @Test
    void shouldBeginWithWhatIsNotThereOrCannotBeRead() {
        String id = Topics.unique("broken");
        api.store().unreadable(generation, id, 0, "the JSON is malformed");

        try (EventClient absent = watch(TYPE + "/nobody");
                EventClient unreadable = watch(TYPE + "/" + id)) {
            assertThat(absent.nextTold().kind()).isEqualTo("snapshot-begin");
            Event first = absent.nextTold();
            assertThat(first.kind()).isEqualTo("absent");
            assertThat(first.data()).isEqualTo("{\"type\":\"device\",\"id\":\"nobody\"}");
            assertThat(Token.decode(absent.nextTold().id()).positions()).hasSize(1);
            assertThat(unreadable.nextTold().kind()).isEqualTo("snapshot-begin");
            assertThat(unreadable.nextTold().kind()).isEqualTo("unreadable");
        }
    }

    @Test
    void shouldTellAFilteredWatcherOfWhatMeetsItsConditionsAndOfWhatHasLeft() {
        String here = Topics.unique("here");
        String there = Topics.unique("there");
        RecordMetadata first = log.put(here, "{\"status\":\"on\"}");
        RecordMetadata other = log.put(there, "{\"status\":\"off\"}");
        serve();
        api.store().snapshot(generation, here, first.offset(), "{\"status\":\"on\"}");
        api.store().snapshot(generation, there, other.offset(), "{\"status\":\"off\"}");

        try (EventClient watcher = watch(TYPE + "?snapshot=true&where=status:on")) {
            assertThat(watcher.nextTold().kind()).isEqualTo("snapshot-begin");
            Event snapshot = watcher.nextTold();
            Event end = watcher.nextTold();
            log.put(here, "{\"status\":\"off\"}");
            Event left = watcher.nextTold();
            log.put(here, "{\"status\":\"off\",\"again\":1}");
            log.put(there, "{\"status\":\"on\"}");
            Event came = watcher.nextTold();

            assertThat(snapshot.kind()).isEqualTo("snapshot");
            assertThat(snapshot.json().path("id").stringValue()).isEqualTo(here);
            assertThat(end.kind()).isEqualTo("snapshot-end");
            assertThat(left.kind()).isEqualTo("left");
            assertThat(left.json().path("id").stringValue()).isEqualTo(here);
            assertThat(came.kind()).isEqualTo("change");
            assertThat(came.json().path("id").stringValue()).isEqualTo(there);
        }
    }

    @Test
    void shouldFrameAnyLineBreakInAState() {
        String id = Topics.unique("lines");
        String state = "{\n\"a\": \"x\\ny\",\r\n\"b\":\r2 }";

        try (EventClient watcher = watch(TYPE)) {
            assertThat(watcher.next().kind()).isEqualTo("heartbeat");
            log.put(id, state);

            Event change = watcher.nextTold();

            assertThat(change.data()).endsWith(state.replace("\r\n", "\n").replace('\r', '\n') + "}");
            assertThat(change.json().path("state").path("a").stringValue()).isEqualTo("x\ny");
            assertThat(change.json().path("state").path("b").intValue()).isEqualTo(2);
        }
    }

    @Test
    void shouldResumeFromTheLastEventIdRatherThanFromTheToken() {
        String first = Topics.unique("first");
        String second = idOfTheSamePartition(first);
        String start;
        String afterFirst;
        try (EventClient watcher = watch(TYPE)) {
            start = watcher.next().id();
            log.put(first, "{}");
            afterFirst = watcher.nextTold().id();
        }
        log.put(second, "{}");

        try (EventClient fromStart = watch(TYPE + "?from=" + start);
                EventClient both = new EventClient(api.port(), TYPE + "?from=" + start, afterFirst)) {
            assertThat(fromStart.nextTold().entity()).isEqualTo(first);
            assertThat(fromStart.nextTold().entity()).isEqualTo(second);
            assertThat(both.nextTold().entity()).isEqualTo(second);
        }
    }

    @Test
    void shouldMoveTheIdOfAQuietWatcherOn() {
        String id = Topics.unique("quiet");
        String moved;
        try (EventClient watcher = watch(TYPE + "/" + id)) {
            while (!watcher.next().kind().equals("snapshot-end")) {}
            RecordMetadata last = log.put(idOfTheSamePartition(id), "{}");
            Event heartbeat = watcher.next();
            for (int i = 0; i < 20 && Token.decode(heartbeat.id()).offsetOf(last.partition()) <= last.offset(); i++) {
                heartbeat = watcher.next();
            }
            assertThat(heartbeat.kind()).isEqualTo("heartbeat");
            assertThat(Token.decode(heartbeat.id()).offsetOf(last.partition())).isEqualTo(last.offset() + 1);
            assertThat(Instant.parse(heartbeat.json().path("caughtUpAt").stringValue()))
                    .isBetween(Instant.now().minusSeconds(30), Instant.now());
            moved = heartbeat.id();
        }
        log.put(id, "{\"n\":7}");

        try (EventClient resumed = new EventClient(api.port(), TYPE + "/" + id, moved)) {
            assertThat(resumed.nextTold().data()).contains("{\"n\":7}");
        }
    }

    @Test
    void shouldTellAllOfATypeOnceThenWhatChanges() {
        Set<String> stored = new HashSet<>();
        log.put("e7", "{}");
        for (int i = 0; i < 300; i++) {
            stored.add("e" + i);
            api.store().snapshot(generation, "e" + i, 0, "{\"n\":" + i + "}");
        }
        // Changed after the position that the watch begins at: the log tells it, so the snapshot must not.
        RecordMetadata fresh = log.put("e7", "{\"n\":\"new\"}");
        api.store().snapshot(generation, "e7", fresh.offset(), "{\"n\":\"new\"}");

        try (EventClient watcher = watch(TYPE + "?snapshot=true")) {
            List<String> told = new ArrayList<>();
            assertThat(watcher.nextTold().kind()).isEqualTo("snapshot-begin");
            Event event = watcher.nextTold();
            while (!event.kind().equals("snapshot-end")) {
                assertThat(event.kind()).isEqualTo("snapshot");
                assertThat(event.id()).isEqualTo("begin");
                told.add(event.entity());
                event = watcher.nextTold();
            }
            stored.remove("e7");

            assertThat(told).doesNotHaveDuplicates();
            assertThat(new HashSet<>(told)).isEqualTo(stored);
            assertThat(Token.decode(event.id()).positions()).hasSize(StoredLog.PARTITIONS);
            Event change = watcher.nextTold();
            while (!change.entity().equals("e7")) {
                change = watcher.nextTold();
            }
            assertThat(change.data()).contains("\"new\"");
        }
    }

    @Test
    void shouldGiveASlowReaderTheLatestStatesAndStarveNobody() {
        String hot = Topics.unique("hot");
        String quiet = idOfTheSamePartition(hot);
        String padding = "x".repeat(20_000);
        int changes = 1_500;
        try (EventClient watcher = watch(TYPE)) {
            watcher.next();
            for (int i = 1; i <= changes; i++) {
                log.send(hot, "{\"n\":" + i + ",\"padding\":\"" + padding + "\"}");
                if (i == changes / 2) {
                    log.send(quiet, "{}");
                }
            }
            log.flush();

            List<Event> told = new ArrayList<>();
            Event event = watcher.nextTold();
            while (!(event.entity().equals(hot)
                    && event.json().path("state").path("n").intValue() == changes)) {
                told.add(event);
                event = watcher.nextTold();
            }

            assertThat(told).hasSizeLessThan(changes);
            assertThat(told).anyMatch(each -> each.entity().equals(quiet));
            long before = -1;
            for (Event each : told) {
                if (each.entity().equals(hot)) {
                    assertThat(each.revision()).isGreaterThan(before);
                    before = each.revision();
                }
            }
        }
    }

    @Test
    void shouldRefuseMoreWatchersThanAreAllowedUntilOneLeaves() {
        List<EventClient> watchers = new ArrayList<>();
        try {
            await().until(() -> {
                EventClient next = new EventClient(api.port(), TYPE, null);
                watchers.add(next);
                return next.status != 200;
            });
            EventClient refused = watchers.get(watchers.size() - 1);
            // One client alone has three quarters.
            assertThat(refused.status).isEqualTo(429);
            assertThat(refused.problem).contains("urn:lastword:problem:more-than-a-share", "places of watchers");
            assertThat(watchers).hasSizeLessThanOrEqualTo(9);

            watchers.get(0).close();

            await().atMost(Duration.ofSeconds(20)).until(() -> {
                try (EventClient next = new EventClient(api.port(), TYPE, null)) {
                    return next.status == 200;
                }
            });
        } finally {
            watchers.forEach(EventClient::close);
        }
    }

    @Test
    void shouldResetWatchersOfATopicThatIsRecreated() {
        String id = Topics.unique("lost");
        try (EventClient ofType = watch(TYPE);
                EventClient ofEntity = watch(TYPE + "/" + id)) {
            String old = ofType.next().id();
            while (!ofEntity.next().kind().equals("snapshot-end")) {}

            log.recreate();

            assertReset(ofType, old, "changes");
            assertReset(ofEntity, ofEntity.lastEventId(), "snapshot");
            serve();
            awaitHeartbeat(ofType);
            log.put(id, "{}");
            while (!ofType.nextTold().entity().equals(id)) {}
            try (EventClient resumed = watch(TYPE + "?from=" + old)) {
                Event reset = resumed.nextTold();
                assertThat(reset.kind()).isEqualTo("reset");
                assertThat(reset.json().path("reason").stringValue()).isEqualTo("token-of-another-log");
                assertThat(resumed.nextTold().kind()).isEqualTo("snapshot-begin");
            }
        }
    }

    @Test
    void shouldBeginAnewWhereNoWatchCanGoOnFromAToken() {
        Instant now = Instant.now();
        Token current = token(watchedPositions(), now);
        TreeMap<Integer, Long> beyond = new TreeMap<>(current.positions());
        beyond.put(0, beyond.get(0) + 1_000);

        assertBegunAnew(token(current.positions(), now.minus(Duration.ofDays(8))), "tombstones-may-have-expired");
        assertBegunAnew(token(beyond, now), "position-out-of-range");
        assertBegunAnew(token(new TreeMap<>(current.positions().headMap(1)), now), "token-incomplete");
        assertBegunAnew(new Token("device", "ZyXwVuTs", now, current.positions()), "token-of-another-log");
        Token ofAnotherType = new Token("driver", current.incarnation(), now, current.positions());
        try (EventClient refused = awaitAnswer(TYPE + "?from=" + ofAnotherType.encode(), null)) {
            assertThat(refused.status).isEqualTo(400);
            assertThat(refused.problem).contains("type 'driver'");
        }
        try (EventClient ofUnknownAge =
                watch(TYPE + "?from=" + token(current.positions(), null).encode())) {
            assertThat(ofUnknownAge.next().kind()).isEqualTo("heartbeat");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/watch/nothing, 404, unknown-type, nothing",
        "/v1/watch/device/a%2Fb, 400, invalid-id, index 1",
        "/v1/watch/device?from=nonsense, 400, invalid-token, nonsense",
        "/v1/watch/device?snapshot=maybe, 400, invalid-parameter, snapshot='maybe'",
        "/v1/watch/device?where=a:b, 400, invalid-parameter, where='a:b'",
    })
    void shouldExplainWhatIsWrongWithARequest(String path, int status, String problem, String quoted) {
        try (EventClient answer = new EventClient(api.port(), path, null)) {
            assertThat(answer.status).as(answer.problem).isEqualTo(status);
            assertThat(answer.problem).contains("\"urn:lastword:problem:" + problem + "\"", quoted);
        }
    }

    private static SortedMap<Integer, Long> watchedPositions() {
        try (EventClient watcher = watch(TYPE)) {
            return Token.decode(watcher.next().id()).positions();
        }
    }

    private static Token token(SortedMap<Integer, Long> positions, Instant caughtUpAt) {
        return new Token("device", log.incarnation().shortForm(), caughtUpAt, positions);
    }

    private static void assertBegunAnew(Token from, String reason) {
        try (EventClient watcher = watch(TYPE + "?from=" + from.encode())) {
            Event reset = watcher.nextTold();
            assertThat(reset.kind()).isEqualTo("reset");
            assertThat(reset.json().path("reason").stringValue()).isEqualTo(reason);
            assertThat(reset.json().path("from").stringValue()).isEqualTo(from.encode());
            assertThat(reset.json().path("then").stringValue()).isEqualTo("snapshot");
            assertThat(reset.id()).isEqualTo("begin");
            assertThat(watcher.nextTold().kind()).isEqualTo("snapshot-begin");
        }
        try (EventClient back = watch(TYPE + "?snapshot=false&from=" + from.encode())) {
            assertThat(back.nextTold().json().path("then").stringValue()).isEqualTo("changes");
        }
        // Cut off before the end of the beginning, it comes back to no position at all.
        try (EventClient back = awaitAnswer(TYPE + "?from=" + from.encode(), "begin")) {
            assertThat(back.nextTold().kind()).isEqualTo("snapshot-begin");
        }
    }

    private static void assertReset(EventClient watcher, String from, String then) {
        Event event = watcher.nextTold();
        assertThat(event.kind()).isEqualTo("reset");
        assertThat(event.json().path("reason").stringValue()).isEqualTo("topic-recreated");
        assertThat(Token.decode(event.json().path("from").stringValue()).incarnation())
                .isEqualTo(Token.decode(from).incarnation());
        assertThat(event.json().path("then").stringValue()).isEqualTo(then);
        assertThat(event.id()).isEqualTo("begin");
    }

    private static void awaitHeartbeat(EventClient watcher) {
        while (!watcher.next().kind().equals("heartbeat")) {}
    }

    private static EventClient awaitAnswer(String path, String lastEventId) {
        EventClient[] answer = new EventClient[1];
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            answer[0] = new EventClient(api.port(), path, lastEventId);
            if (answer[0].status == 429) {
                answer[0].close();
            }
            return answer[0].status != 429;
        });
        return answer[0];
    }

    /** Has the snapshots be as current as the log is now; every partition has a record by then. */
    private void serve() {
        generation = Topics.unique("g");
        api.store().recreate(log.incarnation().topicId());
        api.store().serveAll(generation, 0);
        for (int partition = 0; partition < StoredLog.PARTITIONS; partition++) {
            String id = Topics.unique("base");
            while (StoredLog.partition(id) != partition) {
                id = Topics.unique("base");
            }
            long end = log.put(id, "{}").offset() + 1;
            api.store().generation(partition, generation, end, Instant.now());
        }
    }

    private static String idOfTheSamePartition(String id) {
        String other = Topics.unique("same");
        while (StoredLog.partition(other) != StoredLog.partition(id)) {
            other = Topics.unique("same");
        }
        return other;
    }

    /** A watch that was accepted: those that a test left behind are gone in a moment. */
    private static EventClient watch(String path) {
        EventClient watcher = awaitAnswer(path, null);
        assertThat(watcher.status).as(watcher.problem).isEqualTo(200);
        return watcher;
    }
}
