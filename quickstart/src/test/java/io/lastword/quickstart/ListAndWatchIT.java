package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Lists and watches while entities change and one generation after the other takes over. */
class ListAndWatchIT {

    private static final int ENTITIES = 600;
    private static final int CHANGES = 700;

    RunningSystem system() {
        return RunningSystem.shared();
    }

    @Test
    void shouldGiveAClientThatListsAndThenWatchesEveryStateThroughRebuilds() throws Exception {
        RunningSystem system = system();
        String prefix = "lw" + new Random().nextInt(1_000_000) + "-";
        Map<String, Integer> written = new ConcurrentSkipListMap<>();
        String loaded = load(system, prefix, written);
        Set<String> stay = new HashSet<>(written.keySet());
        stay.removeIf(id -> id.hashCode() % 3 == 0);

        Map<String, Integer> held = new ConcurrentSkipListMap<>();
        Set<String> listed = new HashSet<>();
        try (Rebuilds rebuilds = Rebuilds.of(system, "device")) {
            int before = rebuilds.least();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> change(system, stay, written, 1));
            String token = list(system, prefix, loaded, held, listed);
            // What changes between the list and the watch is what only the token can tell of.
            writer.get();
            try (EventReader watcher = EventReader.open(
                    system.query().port(), "/v1/watch/device?prefix=" + prefix + "&from=" + token, event -> {
                        if (event.kind().equals("change")) {
                            held.put(
                                    event.text("id"),
                                    event.json().path("state").path("n").intValue());
                        } else if (event.kind().equals("deleted")) {
                            held.remove(event.text("id"));
                        }
                    })) {
                change(system, stay, written, CHANGES);

                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> held.equals(written));
                assertThat(watcher.failure()).isNull();
            }
            assertThat(rebuilds.least()).as("flips of every partition").isGreaterThan(before);
        }
        assertThat(listed).containsAll(stay);
    }

    private static String load(RunningSystem system, String prefix, Map<String, Integer> written) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, ENTITIES).forEach(i -> {
            written.put(prefix + i, 0);
            lines.append("{\"id\":\"").append(prefix).append(i).append("\",\"state\":{\"n\":0,\"status\":\"on\"}}\n");
        });
        Http.Answer loaded = system.producer().postNdjson("/v1/entities/device", lines.toString());
        assertThat(loaded.json().path("accepted").intValue()).isEqualTo(ENTITIES);
        return loaded.text("token");
    }

    /** Changes all, and now and then ends or brings back one that need not stay. */
    private static void change(RunningSystem system, Set<String> stay, Map<String, Integer> written, int first) {
        Random random = new Random(first);
        String[] ids = new TreeMap<>(written).keySet().toArray(String[]::new);
        for (int n = first; n < first + CHANGES; n++) {
            String id = ids[random.nextInt(ids.length)];
            if (!stay.contains(id) && random.nextBoolean()) {
                assertThat(system.producer().delete("/v1/entities/device/" + id).status())
                        .isEqualTo(200);
                written.remove(id);
            } else {
                Http.Answer put =
                        system.producer().put("/v1/entities/device/" + id, "{\"n\":" + n + ",\"status\":\"on\"}");
                assertThat(put.status()).as(put.body()).isEqualTo(200);
                written.put(id, n);
            }
        }
    }

    /** Walks all pages; returns the token of the first. */
    private static String list(
            RunningSystem system, String prefix, String after, Map<String, Integer> held, Set<String> listed) {
        String cursor = "";
        while (true) {
            Http.Answer page = system.query()
                    .get("/v1/entities/device?where=status:on&prefix=" + prefix + "&limit=25&timeout=20s&after=" + after
                            + cursor);
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            for (JsonNode item : page.json().path("items")) {
                String id = item.path("id").stringValue();
                assertThat(listed.add(id)).as("%s listed once", id).isTrue();
                held.put(id, item.path("state").path("n").intValue());
            }
            if (!page.json().has("next")) {
                return page.text("token");
            }
            cursor = "&cursor=" + page.text("next");
        }
    }
}
