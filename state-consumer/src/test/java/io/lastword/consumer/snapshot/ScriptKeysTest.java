package io.lastword.consumer.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.fold.Delta;
import io.lastword.consumer.fold.Outcome;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexSet;
import io.lastword.model.index.IndexedValues;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Layout;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A script that touched a key it did not declare would lose data while a cluster moves the slot. */
class ScriptKeysTest {

    private static final Pattern COMMAND = Pattern.compile("redis\\.call\\('[A-Z]+',\\s*([^,)]+)");
    private static final Pattern CALL = Pattern.compile("(?<![.\\w])(?:set|change|apply|move_all)\\(([^,)]*)[,)]");
    private static final String A_KEY = "KEYS\\[[\\w +-]+]|key";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apply.lua",
                "begin.lua",
                "flip.lua",
                "discard.lua",
                "drop.lua",
                "retire.lua",
                "request.lua",
                "cancel.lua",
                "damage.lua",
                "unindexed.lua",
                "look.lua"
            })
    void shouldTouchDeclaredKeysOnly(String name) throws IOException {
        // The time is of no key.
        String script = source(name).replaceAll("(?m)--.*$", "").replace("redis.call('TIME')", "");

        Matcher commands = COMMAND.matcher(script);
        int found = 0;
        for (; commands.find(); found++) {
            assertThat(commands.group(1)).as(commands.group()).matches(A_KEY);
        }
        Matcher calls = CALL.matcher(script);
        while (calls.find()) {
            assertThat(calls.group(1)).as(calls.group()).matches(A_KEY);
        }

        assertThat(found).as("commands in " + name).isEqualTo(script.split("redis\\.p?call\\(", -1).length - 1);
    }

    @Test
    void shouldDeclareKeysOfOneSlot() {
        Map<EntityId, Outcome> outcomes = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            EntityId id = new EntityId("id-" + i);
            outcomes.put(
                    id,
                    new Outcome.Present(
                            new Snapshot(id, i, "updated", Instant.EPOCH, "{}".getBytes(UTF_8)), IndexedValues.NONE));
        }
        Position from = new Position(new Incarnation("topic-id-of-this-log"), 0, 0);
        FoldDefinition definition = new FoldDefinition(
                new StateLimits(1_000, 10),
                new IndexSet(true, List.of(new IndexDefinition("n", IndexDefinition.Kind.NUMBER, List.of("/n")))));
        Step step = new Step(
                new Step.Target("generation", Step.Role.SERVED, definition),
                from,
                from.at(1_000, 0),
                StepContents.of(new Delta(outcomes, 1_000, 0), 8),
                new Step.Progress(null, StoreUnderTest.LATEST, true, Duration.ofDays(1), null, null));

        StepEncoder.Call call = new StepEncoder(new Layout("test:"), "device", 3).encode(step);

        Set<Integer> slots = new HashSet<>();
        Arrays.stream(call.keys()).forEach(key -> slots.add(SlotHash.getSlot(key)));
        assertThat(call.keys().length).isEqualTo(4 + Layout.BUCKETS + 2 * Layout.INDEX_SLOTS);
        assertThat(slots).hasSize(1);
    }

    private static String source(String name) throws IOException {
        try (InputStream in = ScriptKeysTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
