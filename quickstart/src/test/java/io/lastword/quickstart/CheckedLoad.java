package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.test.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Clients that write and read devices without a pause, through any of the query instances. Each write is read back with its
 * token; other reads are kept, to be compared in the end with the fold of the log up to the position that each states.
 */
final class CheckedLoad {

    private static final int WRITERS = 2;
    private static final int READERS = 2;
    private static final int IDS_PER_WRITER = 300;
    private static final Set<Integer> UNDECIDED = Set.of(503, 504);
    private static final Pattern POSITION = Pattern.compile("device/(\\d+)@(\\d+)");

    private final RunningSystem system;
    private final List<Http> queries;
    private final String prefix = Topics.unique("load");
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /** An answer that claims what the device was at a position: revision and state, or absent. */
    private record Read(String id, int partition, long offset, String words) {}

    CheckedLoad(RunningSystem system) {
        this.system = system;
        queries = system.queries();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            threads.add(new Thread(() -> write(number), "load-writer-" + writer));
        }
        for (int reader = 0; reader < READERS; reader++) {
            int number = reader;
            threads.add(new Thread(() -> read(new Random(number)), "load-reader-" + reader));
        }
        threads.forEach(Thread::start);
    }

    /** How many requests were answered so, such as {@code written 200}, {@code read back 404} or {@code read 503}. */
    int count(String answer) {
        return counts.getOrDefault(answer, 0);
    }

    Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** Stops the clients; returns every answer that was not true, in words. */
    List<String> stop() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        Map<String, NavigableMap<Long, String>> log = log();
        for (Read read : reads) {
            Map.Entry<Long, String> last =
                    log.getOrDefault(read.id, new TreeMap<>()).lowerEntry(read.offset);
            String truth = last == null ? "absent" : last.getValue();
            if (!truth.equals(read.words)) {
                wrong.add(read + " but the log says " + truth);
            }
        }
        return List.copyOf(wrong);
    }

    private void write(int number) {
        Random random = new Random(number);
        for (int n = 0; !stopped; n++) {
            String path = path("w" + number + "-" + random.nextInt(IDS_PER_WRITER));
            boolean delete = random.nextInt(5) == 0;
            String state = "{\"n\":" + n + "}";
            Http.Answer written =
                    delete ? system.producer().delete(path) : system.producer().put(path, state);
            counts.merge("written " + written.status(), 1, Integer::sum);
            if (written.status() != 200) {
                continue;
            }
            Http.Answer read = anyQuery(random).get(path + "?timeout=20s&after=" + written.text("token"));
            counts.merge("read back " + read.status(), 1, Integer::sum);
            String expected =
                    delete ? "absent" : written.json().path("revision").longValue() + " " + state;
            if (!UNDECIDED.contains(read.status()) && !expected.equals(words(read))) {
                wrong.add(path + " written " + written.body() + " read back " + read.status() + " " + read.body());
            }
        }
    }

    private void read(Random random) {
        while (!stopped) {
            String id = prefix + "w" + random.nextInt(WRITERS) + "-" + random.nextInt(IDS_PER_WRITER);
            Http.Answer answer = anyQuery(random).get("/v1/entities/device/" + id);
            counts.merge("read " + answer.status(), 1, Integer::sum);
            if (answer.status() == 200 || answer.status() == 404) {
                Matcher position = POSITION.matcher(answer.header("Lastword-Position"));
                if (!position.matches()) {
                    throw new IllegalStateException(answer.header("Lastword-Position"));
                }
                reads.add(new Read(
                        id, Integer.parseInt(position.group(1)), Long.parseLong(position.group(2)), words(answer)));
            } else if (!UNDECIDED.contains(answer.status())) {
                wrong.add(id + " read " + answer.status() + " " + answer.body());
            }
        }
    }

    private Http anyQuery(Random random) {
        return queries.get(random.nextInt(queries.size()));
    }

    private String path(String name) {
        return "/v1/entities/device/" + prefix + name;
    }

    private static String words(Http.Answer answer) {
        return answer.status() == 404
                ? "absent"
                : answer.json().path("revision").longValue() + " "
                        + answer.json().path("state");
    }

    /** What the log says of each id from the record after each offset on. */
    private Map<String, NavigableMap<Long, String>> log() {
        Map<String, NavigableMap<Long, String>> log = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : Topics.read(system.broker, system.deviceTopic)) {
            String words =
                    record.value() == null ? "absent" : record.offset() + " " + new String(record.value(), UTF_8);
            log.computeIfAbsent(new String(record.key(), UTF_8), id -> new TreeMap<>())
                    .put(record.offset(), words);
        }
        return log;
    }
}
