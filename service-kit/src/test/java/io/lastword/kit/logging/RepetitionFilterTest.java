package io.lastword.kit.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepetitionFilterTest {

    private final AtomicLong now = new AtomicLong();
    private final RepetitionFilter filter = new RepetitionFilter(now::get);
    private final LoggerContext logging = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger kafka = logging.getLogger("org.apache.kafka.clients.NetworkClient");

    @BeforeEach
    void filter() {
        filter.start();
        logging.addTurboFilter(filter);
        lines.start();
        logging.getLogger("ROOT").addAppender(lines);
    }

    @Test
    void shouldLetAFewLinesOfTheSameWordsThroughInAWhileAndCountTheOthers() {
        for (int i = 0; i < 10_000; i++) {
            kafka.warn("[Consumer clientId=consumer-null-" + i % 3 + "] Error while fetching metadata with id " + i);
        }

        assertThat(lines.list).hasSize(RepetitionFilter.LINES);
        assertThat(filter.leftOut()).isEqualTo(10_000 - RepetitionFilter.LINES);
        now.addAndGet(RepetitionFilter.WINDOW_NANOS);
        kafka.warn("[Consumer clientId=consumer-null-1] Error while fetching metadata with id 10000");
        assertThat(lines.list).hasSize(RepetitionFilter.LINES + 1);
    }

    @Test
    void shouldTellWhatBeginsOtherwiseOrIsOfAnotherLevel() {
        for (int i = 0; i < 100; i++) {
            kafka.warn("[A] Error while fetching metadata with id {}", i);
            kafka.warn("[A] Connection to node {} could not be established", i);
            kafka.error("[A] Error while fetching metadata with id {}", i);
        }

        assertThat(lines.list).hasSize(3 * RepetitionFilter.LINES);
    }

    @Test
    void shouldLeaveTheServicesOwnLinesAlone() {
        Logger own = logging.getLogger("io.lastword.query.watch.tail.Tail");
        for (int i = 0; i < 100; i++) {
            own.warn("the same");
        }

        assertThat(lines.list).hasSize(100);
    }

    @Test
    void shouldBoundWhatItRemembersAndStillLetNewLoggersThrough() {
        for (int i = 0; i < 2_000; i++) {
            kafka.warn("x".repeat(1 + i % 30) + Integer.toString(i, 36).replaceAll("[0-9]", "z"));
        }

        assertThat(lines.list.size()).isLessThan(2_000);
        logging.getLogger("org.apache.kafka.New").warn("new");
        assertThat(lines.list.get(lines.list.size() - 1).getFormattedMessage()).isEqualTo("new");
    }
}
