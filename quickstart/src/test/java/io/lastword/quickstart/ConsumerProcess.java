package io.lastword.quickstart;

import io.lastword.embedded.FreePorts;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state consumer in a process of its own, always on the same port. */
final class ConsumerProcess implements AutoCloseable {

    private final int port = FreePorts.choose();
    private final SteppedClock.Control clock = new SteppedClock.Control();
    private final ServiceCommand command;
    private @Nullable ServiceProcess process;

    ConsumerProcess(String name, List<String> arguments) {
        command = ServiceCommand.of(SteppedConsumer.class)
                .named(name)
                .withJvmOptions(clock.jvmOption())
                .withArguments(arguments.stream()
                        .filter(argument -> !argument.startsWith("--server.port"))
                        .toArray(String[]::new))
                // Small steps, so that there is a middle to be broken in.
                .withArguments(
                        "--server.port=" + port,
                        "--lastword.consumer.batch-size=20",
                        "--lastword.consumer.max-round-records=60",
                        "--spring.kafka.consumer.properties.session.timeout.ms=6000",
                        "--spring.kafka.consumer.properties.heartbeat.interval.ms=500");
    }

    Http http() {
        return new Http(port);
    }

    void start() {
        process = command.start();
    }

    void kill() {
        if (process != null) {
            process.close();
            process = null;
        }
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    /** Sets its clock this far ahead of the machine's, or back if negative; also for its next starts. */
    void stepClock(Duration offset) {
        clock.set(offset);
    }

    private void signal(String signal) {
        if (process != null) {
            process.signal(signal);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
