package io.lastword.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.locks.LockSupport;

/** The machine's time, set ahead or back by what a file says; the file is looked at many times a second. */
final class SteppedClock extends Clock {

    private static final String PROPERTY = "lastword.test.clock";
    private static final Duration LOOKED_AT_EVERY = Duration.ofMillis(20);

    private final Path file;
    private volatile Duration offset = Duration.ZERO;

    /** Sets the clock of another process. */
    static final class Control {

        private final Path file;

        Control() {
            try {
                file = Files.createTempFile("lastword-clock", ".txt");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            file.toFile().deleteOnExit();
            set(Duration.ZERO);
        }

        String jvmOption() {
            return "-D" + PROPERTY + "=" + file;
        }

        void set(Duration offset) {
            try {
                Path next = Files.writeString(Path.of(file + ".next"), offset.toString());
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private SteppedClock(Path file) {
        this.file = file;
        look();
    }

    /** The clock that this process was started with. */
    static SteppedClock ofThisProcess() {
        SteppedClock clock = new SteppedClock(Path.of(System.getProperty(PROPERTY)));
        Thread looking = new Thread(
                () -> {
                    while (true) {
                        LockSupport.parkNanos(LOOKED_AT_EVERY.toNanos());
                        clock.look();
                    }
                },
                "stepped-clock");
        looking.setDaemon(true);
        looking.start();
        return clock;
    }

    private void look() {
        try {
            offset = Duration.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a clock of instants");
    }
}
