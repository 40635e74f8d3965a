package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.test.Faults;
import io.lastword.test.Seed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists and counts while entities change and one generation after the other takes over. */
@Faults
class ListsThroughRebuildsIT {

    private static final long SEED = Seed.ofThisRun();
    private static final int PARTITIONS = 8;
    private static final int DEVICES = 1_500;
    /** So large that sockets hold half of the stream at most. */
    private static final int STREAMED_CHARS = 8_000;

    private final RunningSystem system = system();

    RunningSystem system() {
        return RunningSystem.shared();
    }

    static List<Arguments> lists() {
        IntPredicate all = i -> true;
        IntPredicate status = i -> i % 4 == 1;
        IntPredicate battery = i -> ChangingDevices.battery(i) >= 30;
        return List.of(
                Arguments.of("limit=120&prefix=%1$s", all),
                Arguments.of("limit=30&where=status:%1$s1", status),
                Arguments.of("limit=80&where=battery%%3E%%3D30&prefix=%1$s", battery),
                Arguments.of("limit=20&where=status:%1$s1&where=battery%%3E%%3D30", status.and(battery)));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void shouldListWhatExistedThroughoutExactlyOnce(String query, IntPredicate condition) {
        ChangingDevices devices = new ChangingDevices(system, DEVICES, 0, SEED);
        Pages pages = new Pages(system, "/v1/entities/device?" + query.formatted(devices.prefix()), devices.token());
        List<JsonNode> items = new ArrayList<>();
        try (devices;
                Rebuilds rebuilds = Rebuilds.of(system, "device")) {
            int before = rebuilds.least();
            pages.atEvery(4, () -> rebuilds.awaitFlips(1));
            items.addAll(pages.items());
            assertThat(rebuilds.least() - before).as("flips of every partition").isGreaterThan(1);
        }

        items.forEach(devices::assertWritten);
        assertThat(ids(items)).as("seed %d", SEED).doesNotHaveDuplicates().containsAll(devices.staying(condition));
    }

    @Test
    void shouldStreamWhatExistedThroughoutExactlyOnce() throws IOException {
        ChangingDevices devices = new ChangingDevices(system, DEVICES, STREAMED_CHARS, SEED);
        List<String> staying = devices.staying(i -> true);
        String last = staying.get(staying.size() - 1);
        List<JsonNode> lines = new ArrayList<>();
        try (devices;
                Rebuilds rebuilds = Rebuilds.of(system, "device");
                SlowStream stream = SlowStream.open(
                        system.query(),
                        "/v1/entities/device?timeout=20s&after=" + devices.token() + "&prefix=" + devices.prefix(),
                        "Accept: application/x-ndjson\r\n",
                        Duration.ofSeconds(30))) {
            for (String line = stream.next(); line != null; line = stream.next()) {
                lines.add(JsonMapper.shared().readTree(line));
                if (lines.size() == 1 || lines.size() == 300) {
                    rebuilds.awaitFlips(1);
                    devices.change(last);
                }
            }
        }

        JsonNode end = lines.remove(lines.size() - 1);
        assertThat(Token.decode(end.path("token").stringValue()).positions()).hasSize(PARTITIONS);
        lines.forEach(devices::assertWritten);
        assertThat(ids(lines))
                .as("seed %d", SEED)
                .isSorted()
                .doesNotHaveDuplicates()
                .containsAll(staying);
        assertThat(lines)
                .filteredOn(line -> line.path("id").stringValue().equals(last))
                .as("what was listed after the flips")
                .allMatch(line -> line.path("state").path("n").intValue() != 0);
    }

    @Test
    void shouldCountWhatIsThere() {
        ChangingDevices devices = new ChangingDevices(system, DEVICES, 0, SEED);
        String path = "/v1/types/device/counts?by=status&timeout=20s&after=" + devices.token();
        try (devices;
                Rebuilds rebuilds = Rebuilds.of(system, "device")) {
            int before = rebuilds.least();
            for (int asked = 0; rebuilds.least() < before + 2; asked++) {
                Http.Answer answer =
                        system.queries().get(asked % system.queries().size()).get(path);

                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                Map<String, Integer> counts = new HashMap<>();
                answer.json()
                        .path("counts")
                        .forEach(count -> counts.put(
                                count.path("value").asString(),
                                count.path("count").intValue()));
                assertThat(counts.get(devices.status(3))).as("seed %d", SEED).isEqualTo(DEVICES / 4);
                assertThat(counts.get(devices.status(1)))
                        .as("seed %d", SEED)
                        .isBetween(devices.staying(i -> i % 4 == 1).size(), DEVICES / 4);
            }
        }
    }

    private static List<String> ids(List<JsonNode> items) {
        return items.stream().map(item -> item.path("id").stringValue()).toList();
    }
}
