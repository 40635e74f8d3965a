package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.GeneratedState;
import io.lastword.test.GeneratedState.Decimal;
import io.lastword.test.GeneratedStates;
import io.lastword.test.Topics;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records that hold whatever JSON allows, read in every way that there is: all say what the records mean. */
@AnyServer
class GeneratedRecordsIT {

    private static final long SEED = 13;
    private static final int USUAL_RECORDS = 30_000;
    private static final int RECORDS = Integer.getInteger("lastword.test.generated.records", USUAL_RECORDS);
    private static final int KEYS = RECORDS * 2 / 15;
    private static final int HISTORIES = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(60).multipliedBy(Math.max(1, RECORDS / USUAL_RECORDS));

    private static final Pattern INSTANT = Pattern.compile("\"\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}[^\"]*\"");
    private static final Pattern THREE_DIGITS = Pattern.compile("\"[^.]*\\.\\d{3}Z\"");

    /** What conditions mean, by the generator's own account. */
    private static final Map<String, Predicate<GeneratedState>> FILTERS = Map.of(
            "n%3E=0", state -> state.number() != null && state.number().sign() >= 0,
            "n:0", state -> state.number() != null && state.number().sign() == 0,
            "n%3C20",
                    state ->
                            state.number() != null && state.number().compareTo(new Decimal(1, "2", BigInteger.ONE)) < 0,
            "t%3E=2000-01-01T00:00:00Z",
                    state -> state.moment() != null && state.moment().second() >= 946_684_800,
            "t%3C1970-01-01t00:00:00.0000000000z",
                    state -> state.moment() != null && state.moment().second() < 0,
            "s:a", state -> "a".equals(state.text()),
            "s%5E=aa", state -> state.text() != null && state.text().startsWith("aa"),
            "b:true", state -> Boolean.TRUE.equals(state.flag()));

    private static RunningSystem system;
    private static String topic;
    private static final Map<String, List<Optional<GeneratedState>>> changes = new LinkedHashMap<>();
    private static final Map<String, String> watched = new ConcurrentHashMap<>();
    private static EventReader watcher;

    @BeforeAll
    static void writeEverything() throws Exception {
        topic = Topics.unique("sample");
        system = new RunningSystem(
                Backends.broker(),
                Backends.redis(),
                "--lastword.types.sample.topic=" + topic,
                "--lastword.types.sample.partitions=2",
                "--lastword.types.sample.indexes.n.kind=number",
                "--lastword.types.sample.indexes.s.kind=string",
                "--lastword.types.sample.indexes.b.kind=boolean",
                "--lastword.types.sample.indexes.t.kind=instant",
                "--lastword.types.sample.indexes.place.kind=geo",
                "--lastword.consumer.heartbeat=200ms");
        system.startAll();
        await().atMost(PATIENCE).until(() -> partitions().size() == 2 && areAll("live"));
        watcher = EventReader.open(system.query().port(), "/v1/watch/sample", event -> {
            if (!event.kind().equals("heartbeat")) {
                watched.put(event.text("id"), event.kind());
            }
        });
        Map<Integer, Long> ends = write();
        await("the fold of every record").atMost(PATIENCE).until(() -> {
            for (JsonNode partition : partitions()) {
                if (partition.path("position").longValue()
                        < ends.get(partition.path("partition").intValue())) {
                    return false;
                }
            }
            return true;
        });
    }

    @AfterAll
    static void stop() throws Exception {
        watcher.close();
        system.close();
    }

    @Test
    void shouldFoldVerifyAndRebuildEveryRecord() {
        assertThat(areAll("live")).isTrue();
        assertThat(system.consumer().get("/actuator/health").status()).isEqualTo(200);
        requireNoDifference();
        List<String> before = builtAt();

        assertThat(system.consumer()
                        .post("/v1/types/sample/rebuild", "application/json", "")
                        .status())
                .isEqualTo(202);
        await("the rebuild")
                .atMost(PATIENCE)
                .until(() -> areAll("live") && builtAt().stream().noneMatch(before::contains));

        requireNoDifference();
        requireEveryFilter();
    }

    @Test
    void shouldListCountAndFindEveryRecordByWhatItMeans() {
        requireEveryFilter();

        Http.Answer counts = system.query().get("/v1/types/sample/counts?by=b");
        assertThat(counts.json().path("counts").toString())
                .isEqualTo("[{\"value\":false,\"count\":"
                        + live(s -> Boolean.FALSE.equals(s.flag())).size() + "},{\"value\":true,\"count\":"
                        + live(s -> Boolean.TRUE.equals(s.flag())).size() + "}]");
        Set<String> near = walk("near=0,0&radius=1000");
        assertThat(live(s -> s.place() != null)).containsAll(near);
        assertThat(near)
                .isNotEmpty()
                .containsAll(live(s -> s.place() != null
                        && s.place().latitude() == 0
                        && s.place().longitude() == 0));
        Set<String> streamed = new TreeSet<>();
        system.query()
                .get("/v1/entities/sample", "Accept", "application/x-ndjson")
                .body()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(line -> line.has("id"))
                .forEach(line -> streamed.add(line.path("id").stringValue()));
        assertThat(streamed).isEqualTo(live(state -> true));
        assertThat(system.query().get("/v1/types/sample/counts?by=n").status()).isIn(200, 422);
    }

    @Test
    void shouldLookUpEveryRecordByWhatItMeans() {
        Set<String> found = new TreeSet<>();
        Set<String> unreadable = new TreeSet<>();
        List<String> ids = List.copyOf(changes.keySet());
        for (int from = 0; from < ids.size(); from += 100) {
            Http.Answer answer = system.query()
                    .post(
                            "/v1/lookup/sample",
                            "application/json",
                            "{\"ids\":[\"" + String.join("\",\"", ids.subList(from, Math.min(ids.size(), from + 100)))
                                    + "\"]}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            answer.json()
                    .path("found")
                    .forEach(item -> found.add(item.path("id").stringValue()));
            answer.json()
                    .path("unreadable")
                    .forEach(item -> unreadable.add(item.path("id").stringValue()));
        }

        assertThat(found).isEqualTo(live(state -> true));
        assertThat(unreadable).isEqualTo(broken());
    }

    @Test
    void shouldTellWatchersAndHistoriesOfEveryRecordByWhatItMeans() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        changes.forEach((id, of) -> {
            Optional<GeneratedState> last = of.get(of.size() - 1);
            expected.put(id, last.isEmpty() ? "deleted" : last.get().readable() ? "change" : "unreadable");
        });
        await("the watch of every record")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(new TreeMap<>(watched)).isEqualTo(expected));
        assertThat(watcher.failure()).isNull();

        Set<String> held = ConcurrentHashMap.newKeySet();
        boolean[] complete = {false};
        try (EventReader filtered =
                EventReader.open(system.query().port(), "/v1/watch/sample?snapshot=true&where=n%3E=0", event -> {
                    if (event.kind().equals("snapshot")) {
                        held.add(event.text("id"));
                    }
                    complete[0] |= event.kind().equals("snapshot-end");
                })) {
            await("the end of the snapshot").atMost(PATIENCE).until(() -> complete[0]);
            assertThat(filtered.failure()).isNull();
        }
        assertThat(new TreeSet<>(held)).isEqualTo(live(FILTERS.get("n%3E=0")));

        for (String id : List.copyOf(changes.keySet()).subList(0, HISTORIES)) {
            Http.Answer history = system.query().get("/v1/history/sample/" + id + "?order=oldest&limit=1000");
            assertThat(history.status()).as(history.body()).isEqualTo(200);
            List<String> told = new ArrayList<>();
            history.json()
                    .path("items")
                    .forEach(item -> told.add(
                            item.path("deleted").booleanValue(false)
                                    ? "deleted"
                                    : item.path("unreadable").booleanValue(false) ? "unreadable" : "change"));
            assertThat(told)
                    .as(id)
                    .isEqualTo(changes.get(id).stream()
                            .map(change ->
                                    change.isEmpty() ? "deleted" : change.get().readable() ? "change" : "unreadable")
                            .toList());
        }
    }

    @Test
    void shouldAnswerEveryInstantWithThreeDigits() {
        List<String> answers = new ArrayList<>();
        for (String path : List.of("/v1/types", "/v1/types/sample/partitions", "/v1/types/sample/unreadable")) {
            Http.Answer answer = system.query().get(path);
            answers.add(answer.body());
            answers.add("\"" + answer.header("Lastword-Caught-Up-At") + "\"");
        }
        answers.add(system.query().get("/actuator/health").body());

        int instants = 0;
        for (String answer : answers) {
            for (Matcher matcher = INSTANT.matcher(answer); matcher.find(); instants++) {
                assertThat(matcher.group()).as(answer).matches(THREE_DIGITS);
            }
        }
        assertThat(instants).isGreaterThan(10);
    }

    private static Map<Integer, Long> write() throws Exception {
        GeneratedStates states = new GeneratedStates(SEED);
        Random random = new Random(SEED);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.broker.bootstrapServers(), "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                String id = "g-" + random.nextInt(KEYS);
                GeneratedState state = random.nextInt(10) == 0 ? null : states.next();
                changes.computeIfAbsent(id, first -> new ArrayList<>()).add(Optional.ofNullable(state));
                sent.add(producer.send(new ProducerRecord<>(
                        topic,
                        id.getBytes(StandardCharsets.UTF_8),
                        state == null ? null : state.json().getBytes(StandardCharsets.UTF_8))));
            }
        }
        Map<Integer, Long> ends = new TreeMap<>();
        for (Future<RecordMetadata> record : sent) {
            ends.merge(record.get().partition(), record.get().offset() + 1, Math::max);
        }
        return ends;
    }

    private static void requireEveryFilter() {
        FILTERS.forEach((where, meaning) -> {
            Set<String> listed = walk("timeout=20s&where=" + where);

            assertThat(listed).as(where).isEqualTo(live(meaning)).isNotEmpty();
        });
    }

    /** The ids of all pages. */
    private static Set<String> walk(String query) {
        Set<String> listed = new TreeSet<>();
        String cursor = "";
        do {
            Http.Answer page = system.query().get("/v1/entities/sample?limit=1000&" + query + cursor);
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            page.json().path("items").forEach(item -> listed.add(item.path("id").stringValue()));
            cursor = page.json().has("next") ? "&cursor=" + page.text("next") : "";
        } while (!cursor.isEmpty());
        return listed;
    }

    private static void requireNoDifference() {
        Http.Answer verified = system.consumer().post("/v1/types/sample/verify", "application/json", "");
        assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        assertThat(verified.json().path("partitions")).hasSize(2);
        verified.json().path("partitions").forEach(partition -> {
            assertThat(partition.path("checked").longValue()).isPositive();
            for (String fault : List.of("ghosts", "missing", "stale")) {
                assertThat(partition.path(fault).longValue())
                        .as("%s", partition)
                        .isZero();
            }
        });
    }

    private static Set<String> live(Predicate<GeneratedState> meaning) {
        return ids(state -> state.readable() && meaning.test(state));
    }

    private static Set<String> broken() {
        return ids(state -> !state.readable());
    }

    private static Set<String> ids(Predicate<GeneratedState> last) {
        Set<String> ids = new TreeSet<>();
        changes.forEach((id, of) -> of.get(of.size() - 1).filter(last).ifPresent(state -> ids.add(id)));
        return ids;
    }

    private static JsonNode partitions() {
        return system.query().get("/v1/types/sample/partitions").json().path("partitions");
    }

    private static boolean areAll(String state) {
        Set<String> states = new HashSet<>();
        partitions().forEach(partition -> states.add(partition.path("state").stringValue("")));
        return states.equals(Set.of(state));
    }

    private static List<String> builtAt() {
        List<String> times = new ArrayList<>();
        partitions()
                .forEach(partition -> times.add(partition.path("logRecordsAt").stringValue("")));
        return times;
    }
}
