package io.lastword.quickstart;

import io.lastword.embedded.FreePorts;
import io.lastword.embedded.RedisConnection;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The quickstart as its users start it, in this process, on ports of its own. */
final class RunningQuickstart implements AutoCloseable {

    private final Map<Port, Integer> ports = new EnumMap<>(Port.class);
    private final StopSignal stop = new StopSignal();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Suite suite;
    private final DataFolder data;

    /** Starts everything with an empty log. */
    RunningQuickstart(Path folder) {
        List<String> arguments = new ArrayList<>(List.of("--data=" + folder, "--no-sample"));
        for (Port port : Port.values()) {
            ports.put(port, FreePorts.choose());
            arguments.add(port.option() + "=" + ports.get(port));
        }
        Options options = Options.parse(arguments, Map.of());
        data = DataFolder.open(options.data());
        suite = new Suite(options, data, stop, new PrintStream(printed, true));
        suite.start();
    }

    int port(Port port) {
        return ports.get(port);
    }

    Http http(Port port) {
        return new Http(port(port));
    }

    /** Where a page of this system may send requests. */
    Set<String> addresses() {
        Set<String> addresses = new LinkedHashSet<>();
        for (Port port : List.of(Port.QUERY, Port.PRODUCER, Port.CONSUMER)) {
            addresses.add("localhost:" + port(port));
        }
        return addresses;
    }

    void loadSample() {
        new Sample(new Rest(new Ports(ports))).load();
    }

    void flushRedis() {
        try (RedisConnection redis = new RedisConnection("127.0.0.1", port(Port.REDIS), Duration.ofSeconds(5))) {
            redis.command("FLUSHALL");
        }
    }

    @Override
    public void close() {
        stop.request();
        suite.close();
        data.close();
    }
}
