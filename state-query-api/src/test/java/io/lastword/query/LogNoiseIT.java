package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is away is said so, but not thousands of times a second. */
@Faults
@AnyServer
class LogNoiseIT {

    private static final Duration WATCHED = Duration.ofSeconds(5);
    private static final int MOST_LINES = 150;

    @Test
    void shouldNotRepeatItselfWhileATopicIsDeletedUnderOpenWatches() {
        try (WrittenLog log = new WrittenLog(Backends.broker());
                ApiUnderTest api = new ApiUnderTest(Backends.redis(), log.settings());
                EventClient first = new EventClient(api.port(), "/v1/watch/device", null);
                EventClient second = new EventClient(api.port(), "/v1/watch/device", null)) {
            assertThat(first.next().kind()).isEqualTo("heartbeat");
            assertThat(second.next().kind()).isEqualTo("heartbeat");
            try (LogLines lines = new LogLines()) {
                log.delete();
                assertThat(lines.during(WATCHED)).isLessThan(MOST_LINES);
            }
            log.create();
            assertThat(first.nextTold().kind()).isEqualTo("reset");
        }
    }

    @Test
    void shouldNotRepeatItselfWithoutABroker() {
        try (ApiUnderTest api = new ApiUnderTest(Backends.redis(), "--spring.kafka.bootstrap-servers=localhost:1");
                LogLines lines = new LogLines()) {
            List<EventClient> watchers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                watchers.add(new EventClient(api.port(), "/v1/watch/device/e-" + i, null));
            }
            assertThat(watchers.get(0).next().kind()).isEqualTo("waiting");
            assertThat(lines.during(WATCHED)).isLessThan(MOST_LINES);
            watchers.forEach(EventClient::close);
        }
    }
}
