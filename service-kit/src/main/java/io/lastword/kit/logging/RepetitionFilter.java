package io.lastword.kit.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Bounds how often a library says the same: a client whose topic was deleted or whose server is away repeats itself
 * thousands of times a second. So many lines of a logger that begin with the same words are let through in a stated time;
 * how many were left out is said before the next one that is. Thread-safe.
 */
public final class RepetitionFilter extends TurboFilter {

    static final int LINES = 5;
    static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final List<String> LIBRARIES = List.of("org.apache.kafka.", "io.lettuce.", "io.netty.");
    private static final int WORDS_LENGTH = 32;
    private static final int MAX_KEYS = 500;

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RepetitionFilter.class);

    private final LongSupplier nanoTime;
    private final Map<Key, Window> windows = new ConcurrentHashMap<>();
    private final LongAdder leftOut = new LongAdder();

    public RepetitionFilter() {
        this(System::nanoTime);
    }

    RepetitionFilter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** What counts as the same. */
    private record Key(String logger, Level level, String words) {}

    /** Lines since a moment; guarded by itself. */
    private static final class Window {

        private long since;
        private int lines;
        private long leftOut;
    }

    /** How many lines were left out so far. */
    public long leftOut() {
        return leftOut.sum();
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable failure) {
        if (format == null || !level.isGreaterOrEqual(Level.INFO) || !isOfALibrary(logger.getName())) {
            return FilterReply.NEUTRAL;
        }
        long before = takeLine(window(logger.getName(), level, format));
        if (before < 0) {
            leftOut.increment();
            return FilterReply.DENY;
        }
        if (before > 0) {
            LOG.warn("{} lines of {} like the next one were left out", before, logger.getName());
        }
        return FilterReply.NEUTRAL;
    }

    private static boolean isOfALibrary(String logger) {
        return LIBRARIES.stream().anyMatch(logger::startsWith);
    }

    private Window window(String logger, Level level, String format) {
        Key key = new Key(logger, level, windows.size() < MAX_KEYS ? firstWords(format) : "");
        return windows.computeIfAbsent(key, k -> new Window());
    }

    /** Returns how many were left out since the last one that was let through, or -1 if this one is left out. */
    private long takeLine(Window window) {
        long now = nanoTime.getAsLong();
        synchronized (window) {
            if (window.lines == 0 || now - window.since >= WINDOW_NANOS) {
                window.since = now;
                window.lines = 0;
            }
            if (window.lines >= LINES) {
                window.leftOut++;
                return -1;
            }
            window.lines++;
            long before = window.leftOut;
            window.leftOut = 0;
            return before;
        }
    }

    /** The letters that a message begins with, without what Kafka says of its client: its messages come filled in. */
    static String firstWords(String message) {
        StringBuilder words = new StringBuilder(WORDS_LENGTH);
        int from = message.startsWith("[") ? message.indexOf(']') + 1 : 0;
        for (int i = from; i < message.length() && words.length() < WORDS_LENGTH; i++) {
            char c = message.charAt(i);
            if (Character.isLetter(c)) {
                words.append(c);
            }
        }
        return words.toString();
    }
}
