package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.LogLines;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A topic that is away is said so, but not thousands of times a second. */
@Faults
@AnyServer
class LogNoiseIT {

    private static final int MOST_LINES = 150;

    @Test
    void shouldNotRepeatItselfWhileATopicIsDeletedUnderTheFold() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            scene.writer().upserts("id-", 100, 1);
            scene.start();
            scene.awaitFolded();
            try (LogLines lines = new LogLines()) {
                scene.deleteTopic();

                assertThat(lines.during(Duration.ofSeconds(5))).isLessThan(MOST_LINES);
            }
        }
    }
}
