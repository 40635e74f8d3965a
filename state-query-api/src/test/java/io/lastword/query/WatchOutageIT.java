package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.query.EventClient.Event;
import io.lastword.test.Backends;
import io.lastword.test.Forwarder;
import io.lastword.test.SingleTestBroker;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Watches of a query API that is cut off from the broker while the log goes on. */
class WatchOutageIT {

    private static final Duration RETENTION = Duration.ofSeconds(8);
    private static final String TYPE = "/v1/watch/device";

    @Test
    void shouldResetWatchersForWhomTombstonesMayHaveBeenCleaned() {
        try (Forwarder forwarder = new Forwarder();
                SingleTestBroker broker = Backends.newForwardedBroker(forwarder.port())) {
            broker.start();
            forwarder.start(broker);
            try (WrittenLog log = new WrittenLog(broker)) {
                log.set("delete.retention.ms", Long.toString(RETENTION.toMillis()));
                log.put("tv", "{}");
                try (ApiUnderTest api =
                                new ApiUnderTest(Backends.redis(), log.settingsFor(forwarder.bootstrapServers()));
                        EventClient watcher = new EventClient(api.port(), TYPE, null)) {
                    assertThat(watcher.next().kind()).isEqualTo("heartbeat");
                    log.put("tv", "{\"on\":true}");
                    assertThat(watcher.nextTold().kind()).isEqualTo("change");
                    forwarder.freeze();
                    log.delete("tv");
                    Instant deletedAt = Instant.now();
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> Instant.now().isAfter(deletedAt.plus(RETENTION)));
                    forwarder.thaw();

                    Event told = watcher.nextTold();

                    assertThat(told.kind()).isEqualTo("reset");
                    assertThat(told.json().path("reason").stringValue()).isEqualTo("tombstones-may-have-expired");
                    log.set(
                            "delete.retention.ms",
                            Long.toString(Duration.ofHours(1).toMillis()));
                    try (EventClient again = new EventClient(api.port(), TYPE, null)) {
                        assertThat(again.next().kind()).isEqualTo("heartbeat");
                        log.put("tv", "{}");
                        assertThat(again.nextTold().kind()).isEqualTo("change");
                    }
                }
            }
        }
    }

    @Test
    void shouldKeepATrueCopyOfALogThatIsAwayAtFirstAndOnceMore() {
        try (Forwarder forwarder = new Forwarder();
                SingleTestBroker broker = Backends.newForwardedBroker(forwarder.port())) {
            broker.start();
            try (WrittenLog log = new WrittenLog(broker);
                    ApiUnderTest api = new ApiUnderTest(
                            Backends.redis(),
                            log.settingsFor(
                                    forwarder.bootstrapServers(),
                                    "--lastword.query.log-timeout=1s",
                                    "--lastword.query.watch.heartbeat=300ms"));
                    EventSourceClient browser =
                            new EventSourceClient(api.port(), "/v1/watch/device?snapshot=true").start()) {
                FoldedLog folded = new FoldedLog(log, api.store()).serve();
                folded.put("a", "{\"n\":1}");
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(browser.told())
                                .anySatisfy(told -> assertThat(
                                                told.json().path("reason").stringValue(""))
                                        .isEqualTo("log-unavailable")));

                forwarder.start(broker);
                assertTrueCopy(browser, folded);
                forwarder.freeze();
                folded.put("a", "{\"n\":2}");
                folded.put("b", "{\"n\":1}");
                Instant frozen = Instant.now();
                await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(frozen.plusSeconds(3)));
                forwarder.thaw();
                assertTrueCopy(browser, folded);
                assertThat(browser.kinds()).doesNotContain("reset");
            }
        }
    }

    private static void assertTrueCopy(EventSourceClient browser, FoldedLog folded) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(browser.gaveUp()).isNull();
            assertThat(browser.copy()).isEqualTo(folded.states());
        });
    }
}
