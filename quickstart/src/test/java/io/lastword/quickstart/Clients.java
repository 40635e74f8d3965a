package io.lastword.quickstart;

import io.lastword.model.token.Token;
import io.lastword.quickstart.Answer.Told;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writers and readers that never rest, and everything that they are told. */
final class Clients implements AutoCloseable {

    private static final String ENTITIES = "/v1/entities/device/";

    /** What a write is answered with if not with 200. */
    private static final Set<String> NOT_WRITTEN =
            Set.of("503 log-unavailable", "503 topic-refused", "504 outcome-unknown");

    private final World world;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(8);
    private final List<ScheduledFuture<?>> writers = new ArrayList<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    Clients(World world) {
        this.world = world;
    }

    /** Starts writers and readers, each with choices of its own. */
    void start(long seed) {
        Random seeds = new Random(seed);
        for (int i = 0; i < 2; i++) {
            writers.add(repeat(seeds, Duration.ofMillis(15), this::writeAndReadBack));
        }
        writers.add(repeat(seeds, Duration.ofMillis(15), world.log()::writeForeign));
        for (int i = 0; i < 2; i++) {
            Map<String, String> etags = new HashMap<>();
            repeat(seeds, Duration.ofMillis(5), random -> readAny(random, etags));
        }
        TokenReader reader = new TokenReader();
        repeat(seeds, Duration.ofMillis(15), reader::read);
    }

    void stopWriting() {
        writers.forEach(writer -> writer.cancel(false));
        // Waits for a write under way, which holds the gate.
        world.log().awaitWriters();
    }

    List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** What no writer and no reader should meet. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Asks for many entities at once, and keeps the answer. */
    @Nullable
    Answer lookUp(List<String> ids, @Nullable Token after) {
        String body = "{\"ids\":[\"" + String.join("\",\"", ids) + "\"]}";
        String query = after == null ? "" : "?timeout=3s&after=" + after.encode();
        return ask(after, null, http -> http.post("/v1/lookup/device" + query, "application/json", body), "");
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the clients do not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ScheduledFuture<?> repeat(Random seeds, Duration pause, Consumer<Random> client) {
        Random random = new Random(seeds.nextLong());
        return threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        client.accept(random);
                    } catch (RuntimeException e) {
                        if (!threads.isShutdown()) {
                            failures.add(Instant.now() + " " + e);
                        }
                    }
                },
                0,
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void writeAndReadBack(Random random) {
        String id = LogControl.writtenId(random);
        String state = random.nextInt(4) == 0 ? null : world.log().newState();
        Http.Answer[] written = new Http.Answer[1];
        world.log().write(() -> written[0] = write(id, state));
        if (written[0].status() == 200 && random.nextInt(3) == 0) {
            get(id, Token.decode(written[0].text("token")), null, null);
        }
    }

    private Http.Answer write(String id, @Nullable String state) {
        Http.Answer answer = state == null
                ? world.producer().delete(ENTITIES + id)
                : world.producer().put(ENTITIES + id + "?event=registered", state);
        if (answer.status() == 200) {
            JsonNode json = answer.json();
            world.log()
                    .claimed(new Claim(
                            json.path("incarnation").stringValue(),
                            json.path("partition").intValue(),
                            json.path("revision").longValue(),
                            id,
                            state,
                            Instant.now()));
        } else if (!NOT_WRITTEN.contains(answer.status() + " " + answer.problem())) {
            failures.add(Instant.now() + " a write is never answered with " + answer.status() + " " + answer.body());
        }
        return answer;
    }

    private void readAny(Random random, Map<String, String> etags) {
        String id = LogControl.anyId(random);
        Duration maxStale = random.nextInt(10) == 0 ? Duration.ofSeconds(2) : null;
        Answer answer = get(id, null, maxStale, random.nextInt(3) == 0 ? etags.get(id) : null);
        if (answer != null && answer.told().get(id) instanceof Told.Found found) {
            etags.put(id, "\"" + answer.incarnation() + "-" + found.revision() + "\"");
        }
    }

    private @Nullable Answer get(String id, @Nullable Token after, @Nullable Duration maxStale, @Nullable String etag) {
        String query = after == null ? "?timeout=0s" : "?timeout=3s&after=" + after.encode();
        String path = ENTITIES + id + query + (maxStale == null ? "" : "&maxStale=" + maxStale.toSeconds() + "s");
        return ask(after, maxStale, http -> etag == null ? http.get(path) : http.get(path, "If-None-Match", etag), id);
    }

    private @Nullable Answer ask(
            @Nullable Token after, @Nullable Duration maxStale, AnswerReader.Request request, String id) {
        int instance = world.instance();
        Http http = world.query();
        if (http == null) {
            return null;
        }
        Instant sentAt = Instant.now();
        try {
            Http.Answer answer = request.send(http);
            Answer read = AnswerReader.read(sentAt, Instant.now(), instance, after, maxStale, id, answer);
            answers.add(read);
            return read;
        } catch (UncheckedIOException e) {
            if (instance == world.instance() && world.query() != null) {
                failures.add(Instant.now() + " a read was not answered: " + e);
            }
            return null;
        }
    }

    /** Reads and passes on the token that it got last. */
    private final class TokenReader {

        private @Nullable Token token;

        void read(Random random) {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                ids.add(LogControl.anyId(random));
            }
            Answer answer = random.nextInt(3) == 0
                    ? get(ids.iterator().next(), token, null, null)
                    : lookUp(List.copyOf(ids), token);
            if (answer == null || answer.status() == 410) {
                token = null;
            } else if (answer.token() != null) {
                token = answer.token();
            }
        }
    }
}
