package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.embedded.FreePorts;
import io.lastword.model.token.Token;
import io.lastword.query.EventClient.Event;
import io.lastword.test.Backends;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A browser's EventSource keeps a true copy of a type through whatever happens, and never gives up. */
class WatchLikeABrowserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ALL = "/v1/watch/device?snapshot=true";
    private static final String[] SETTINGS = {
        "--lastword.query.watch.heartbeat=300ms",
        "--lastword.query.watch.retry-min=100ms",
        "--lastword.query.watch.retry-max=300ms",
        "--lastword.query.log-timeout=1s"
    };

    private static WrittenLog log;
    private static ApiUnderTest api;

    private FoldedLog folded;

    @BeforeAll
    static void start() {
        log = new WrittenLog(Backends.broker());
        api = new ApiUnderTest(Backends.redis(), log.settings(SETTINGS));
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    @BeforeEach
    void fold() {
        folded = new FoldedLog(log, api.store()).serve();
    }

    @Test
    void shouldBeginAnewWhereASnapshotWasCutOffSoThatWhatEndedMeanwhileIsGone() {
        folded.fill(60, 10);
        try (EventSourceClient browser = new EventSourceClient(api.port(), ALL).cutAfterSnapshots(40)) {
            browser.stopReading();
            browser.start();
            browser.readOn();
            await().atMost(PATIENCE).until(() -> browser.cuts() == 1);
            browser.copy().keySet().forEach(folded::end);
            folded.put("new", "{}");

            assertTrueCopy(browser);
            assertThat(browser.kinds()).startsWith("snapshot-begin");
        }
    }

    @Test
    void shouldGoOnAfterItsTopicWasRecreatedThoughItComesBackWithTheSameToken() {
        folded.put("lost", "{}");
        String start = new Token("device", log.incarnation().shortForm(), Instant.now(), positions()).encode();
        try (EventSourceClient browser = new EventSourceClient(api.port(), "/v1/watch/device?from=" + start).start()) {
            await().atMost(PATIENCE).until(() -> browser.copy().containsKey("lost"));

            folded.recreate();
            await().atMost(PATIENCE).until(() -> browser.kinds().contains("waiting"));
            browser.cut();
            folded.serve();
            folded.put("found", "{\"n\":1}");

            assertTrueCopy(browser);
            Event reset = browser.told().stream()
                    .filter(event -> event.kind().equals("reset"))
                    .findFirst()
                    .orElseThrow();
            assertThat(reset.json().path("reason").stringValue()).isEqualTo("topic-recreated");
            assertThat(Token.decode(reset.json().path("from").stringValue()).incarnation())
                    .isEqualTo(Token.decode(start).incarnation());
            assertThat(reset.json().path("then").stringValue()).isEqualTo("snapshot");
        }
        // Somebody who was away all the time, and knows nothing of a reset.
        try (EventSourceClient late = new EventSourceClient(api.port(), "/v1/watch/device?from=" + start).start()) {
            assertTrueCopy(late);
            assertThat(late.kinds()).startsWith("reset", "snapshot-begin");
        }
    }

    @Test
    void shouldWaitForSnapshotsAndSayWhy() {
        folded.put("tv", "{\"n\":1}");
        api.store().cold(StoredLog.partition("tv"));
        try (EventSourceClient ofType = new EventSourceClient(api.port(), ALL).start();
                EventSourceClient ofEntity = new EventSourceClient(api.port(), "/v1/watch/device/tv").start()) {
            for (EventSourceClient each : java.util.List.of(ofType, ofEntity)) {
                await().atMost(PATIENCE)
                        .until(() -> each.gaveUp() != null
                                || each.kinds().stream()
                                                .filter("waiting"::equals)
                                                .count()
                                        > 1);
                assertThat(each.gaveUp()).isNull();
                assertThat(each.told())
                        .anyMatch(told -> told.data().contains("\"reason\":\"store-empty\"")
                                && told.data().contains("state-consumer"));
            }

            folded.serve();
            folded.put("tv", "{\"n\":2}");

            assertTrueCopy(ofType);
            assertTrueCopy(ofEntity);
            assertThat(ofEntity.kinds()).contains("waiting", "snapshot-begin", "snapshot-end");
        }
    }

    @Test
    void shouldKeepATrueCopyWhileTheServiceIsRestartedAndAgainAfterReadingSlowly() {
        int port = FreePorts.choose();
        folded.fill(100, 2_000);
        ApiUnderTest[] restarted = {restart(port)};
        try (EventSourceClient browser = new EventSourceClient(port, ALL)) {
            browser.start();
            assertTrueCopy(browser);

            restarted[0].close();
            folded.end("e-1");
            folded.put("e-2", "{\"n\":\"changed\"}");
            restarted[0] = restart(port);
            assertTrueCopy(browser);

            browser.stopReading();
            for (int round = 0; round < 3; round++) {
                folded.fill(100, 5_000 + round);
            }
            folded.end("e-3");
            browser.readOn();
            assertTrueCopy(browser);
        } finally {
            restarted[0].close();
        }
    }

    private ApiUnderTest restart(int port) {
        return new ApiUnderTest(Backends.redis(), port, api.keyPrefix(), log.settings(SETTINGS));
    }

    private static TreeMap<Integer, Long> positions() {
        TreeMap<Integer, Long> positions = new TreeMap<>();
        for (int partition = 0; partition < StoredLog.PARTITIONS; partition++) {
            positions.put(partition, 0L);
        }
        return positions;
    }

    private void assertTrueCopy(EventSourceClient browser) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(browser.gaveUp()).isNull();
            assertThat(browser.copy()).isEqualTo(folded.states());
            assertThat(browser.isComplete()).isTrue();
        });
    }
}
