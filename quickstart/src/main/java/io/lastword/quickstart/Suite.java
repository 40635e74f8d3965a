package io.lastword.quickstart;

import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.EmbeddedBroker;
import io.lastword.embedded.EmbeddedRedis;
import io.lastword.embedded.RedisSettings;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Everything that runs, in the order in which each part needs the ones before it. For one thread. */
final class Suite implements AutoCloseable {

    private final Ports ports;
    private final String types;
    private final DataFolder data;
    private final StopSignal stop;
    private final PrintStream out;
    private final Deque<Part> running = new ArrayDeque<>();

    private record Part(String name, AutoCloseable handle) {}

    Suite(Options options, DataFolder data, StopSignal stop, PrintStream out) {
        this.ports = options.ports();
        this.types = options.types();
        this.data = data;
        this.stop = stop;
        this.out = out;
    }

    /**
     * Starts everything, or less if a stop is asked for meanwhile.
     *
     * @throws QuickstartException if a part does not start
     */
    void start() {
        Services services = new Services(ports, types);
        start("Redis", Port.REDIS, this::startRedis);
        start("Kafka", Port.KAFKA, this::startBroker);
        start("state-producer", Port.PRODUCER, services::startProducer);
        start("state-consumer", Port.CONSUMER, services::startConsumer);
        start("state-query-api", Port.QUERY, services::startQueryApi);
    }

    /** Stops what was started, the last first; a part that fails to stop does not keep the others running. */
    @Override
    public void close() {
        while (!running.isEmpty()) {
            Part part = running.pop();
            try {
                part.handle().close();
            } catch (Exception e) {
                LoggerFactory.getLogger(Suite.class).warn("{} did not stop in good order", part.name(), e);
            }
        }
    }

    private void start(String name, Port port, Supplier<? extends AutoCloseable> starter) {
        if (stop.requested()) {
            return;
        }
        try {
            running.push(new Part(name, starter.get()));
        } catch (RuntimeException e) {
            throw new QuickstartException("%s did not start: %s; see %s".formatted(name, cause(e), data.log()), e);
        }
        out.printf("  %-16s is up on port %d%n", name, ports.of(port));
    }

    /** It keeps nothing: whatever it holds comes from the log. */
    private AutoCloseable startRedis() {
        EmbeddedRedis redis = new EmbeddedRedis(RedisSettings.in(data.redis()).onPort(ports.of(Port.REDIS)));
        redis.start();
        return redis;
    }

    private AutoCloseable startBroker() {
        EmbeddedBroker broker =
                new EmbeddedBroker(BrokerSettings.in(data.kafka()).onPort(ports.of(Port.KAFKA)));
        broker.start();
        return broker;
    }

    /** The innermost cause, on one line. */
    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.lines().reduce((a, b) -> a + " " + b.strip()).orElse("");
    }
}
