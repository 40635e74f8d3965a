package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Devices of one test that change all the time until this is closed: most stay and keep the fields that lists go by, the
 * others come and go.
 */
final class ChangingDevices implements AutoCloseable {

    private final RunningSystem system;
    private final int count;
    private final Random random;
    private final String prefix;
    private final String padding;
    private final String token;
    /** States by id and revision. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    private final CompletableFuture<Void> writer;
    private volatile boolean stopped;

    /**
     * Writes them all, and begins to change them.
     *
     * @param paddingChars that make each state larger
     */
    ChangingDevices(RunningSystem system, int count, int paddingChars, long seed) {
        this.system = system;
        this.count = count;
        this.random = new Random(seed);
        this.prefix = "cd" + Integer.toString(random.nextInt(1 << 28), Character.MAX_RADIX) + "-";
        this.padding = "x".repeat(paddingChars);
        String lines = IntStream.range(0, count)
                .mapToObj(i -> "{\"id\":\"" + id(i) + "\",\"state\":" + state(i, 0) + "}\n")
                .collect(Collectors.joining());
        Http.Answer loaded = system.producer().postNdjson("/v1/entities/device", lines);
        assertThat(loaded.json().path("accepted").intValue()).as(loaded.body()).isEqualTo(count);
        this.token = loaded.text("token");
        this.writer = CompletableFuture.runAsync(this::change);
    }

    /** What all ids begin with. */
    String prefix() {
        return prefix;
    }

    /** Of the first writes of all. */
    String token() {
        return token;
    }

    /** The field {@code status} of every fourth device; all stay that have it as number 3 has. */
    String status(int i) {
        return prefix + i % 4;
    }

    /** The field {@code battery}, in per cent. */
    static int battery(int i) {
        return i % 101;
    }

    /** The ids of those that stay and meet a condition, in their order. */
    List<String> staying(IntPredicate condition) {
        return IntStream.range(0, count)
                .filter(i -> stays(i) && condition.test(i))
                .mapToObj(this::id)
                .toList();
    }

    /** Changes one that stays; returns when everybody can read that. */
    void change(String id) {
        Http.Answer put = put(number(id), -1);
        for (Http query : system.queries()) {
            Http.Answer read = query.get("/v1/entities/device/" + id + "?timeout=20s&after=" + put.text("token"));
            assertThat(read.status()).as(read.body()).isEqualTo(200);
        }
    }

    /** Stops the changes; fails if one of them was not acknowledged. */
    @Override
    public void close() {
        stopped = true;
        writer.join();
    }

    /** Fails if a listed snapshot is none that was written. To be asked when nothing is written any more. */
    void assertWritten(JsonNode item) {
        String id = item.path("id").stringValue();
        assertThat(id).startsWith(prefix);
        String written =
                acknowledged.getOrDefault(id + "@" + item.path("revision").longValue(), state(number(id), 0));
        assertThat(item.path("state").toString()).as(id).isEqualTo(written);
    }

    private void change() {
        for (int n = 1; !stopped; n++) {
            int i = random.nextInt(count);
            if (stays(i) || random.nextBoolean()) {
                put(i, n);
            } else {
                Http.Answer deleted = system.producer().delete("/v1/entities/device/" + id(i));
                assertThat(deleted.status()).as(deleted.body()).isEqualTo(200);
            }
        }
    }

    private Http.Answer put(int i, int n) {
        Http.Answer put = system.producer().put("/v1/entities/device/" + id(i), state(i, n));
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        acknowledged.put(id(i) + "@" + put.json().path("revision").longValue(), state(i, n));
        return put;
    }

    /** All are of the same length, so that their order is that of the numbers. */
    private String id(int i) {
        return prefix + (1_000_000 + i);
    }

    private int number(String id) {
        return Integer.parseInt(id.substring(prefix.length())) - 1_000_000;
    }

    private static boolean stays(int i) {
        return i % 3 != 0 || i % 4 == 3;
    }

    private String state(int i, int n) {
        return "{\"n\":" + n + ",\"status\":\"" + status(i) + "\",\"battery\":" + battery(i) + ",\"padding\":\""
                + padding + "\"}";
    }
}
