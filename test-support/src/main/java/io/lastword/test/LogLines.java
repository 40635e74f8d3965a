package io.lastword.test;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Counts the lines that this process logs, those of Kafka's clients from INFO on as in production. Made once services have started. */
public final class LogLines implements AutoCloseable {

    private final AtomicInteger count = new AtomicInteger();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    private final @Nullable Level before = kafka.getLevel();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            count.incrementAndGet();
        }
    };

    public LogLines() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        kafka.setLevel(Level.INFO);
    }

    /** How many lines are logged from now on for so long. */
    public int during(Duration time) {
        int before = count.get();
        long begun = System.nanoTime();
        Awaitility.await().atMost(time.multipliedBy(2)).until(() -> System.nanoTime() - begun > time.toNanos());
        return count.get() - before;
    }

    @Override
    public void close() {
        kafka.setLevel(before);
        root.detachAppender(appender);
    }
}
