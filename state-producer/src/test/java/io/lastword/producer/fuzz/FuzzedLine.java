package io.lastword.producer.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A generated line of a bulk write.
 *
 * @param bytes without the line end
 * @param acceptable what the producer must say to it; null if that is its own affair
 * @param change what it means if it is accepted
 */
record FuzzedLine(
        byte[] bytes,
        @Nullable Boolean acceptable,
        @Nullable LoggedChange change) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> EVENTS = List.of("registered", "updated", "location-changed");
    private static final List<String> NEVER = List.of(
            "nonsense",
            "[]",
            "{}",
            "{\"id\":\"x\"}",
            "{\"state\":{}}",
            "{\"id\":7,\"state\":{}}",
            "{\"id\":\"x\",\"state\":{},\"deleted\":true}",
            "{\"id\":\"x\",\"deleted\":false}",
            "{\"id\":\"x\",\"state\":{},\"more\":1}",
            "{\"id\":\"x\",\"id\":\"y\",\"state\":{}}",
            "{\"id\":\"x\",\"state\":{}}{}",
            "{\"id\":\"x\",\"state\":{},\"event\":\"exploded\"}",
            "{\"id\":\"x\",\"state\":{},\"event\":\"deregistered\"}",
            "{\"id\":\"x\",\"state\":{},\"event\":\"it moved\"}",
            "{\"id\":\"x\",\"state\":{},\"event\":null}",
            "{\"id\":\"x\",\"deleted\":true,\"event\":\"registered\"}",
            "{\"id\":\"\",\"state\":{}}",
            "{\"id\":\".\",\"state\":{}}",
            "{\"id\":\"a/b\",\"state\":{}}",
            "{\"id\":\"a\\nb\",\"state\":{}}",
            "{\"id\":\"\\ud800\",\"state\":{}}",
            "{\"id\":\"" + "x".repeat(256) + "\",\"state\":{}}",
            "{\"id\":\"x\",\"state\":{\"a\":\"" + "x".repeat(30_000) + "\"}}",
            "\u0000\u0001\u0002");

    static FuzzedLine next(Random random) {
        int kind = random.nextInt(20);
        if (kind == 0) {
            return new FuzzedLine(NEVER.get(random.nextInt(NEVER.size())).getBytes(UTF_8), false, null);
        }
        FuzzedLine whole =
                whole(random, random.nextBoolean() ? "b-" + random.nextInt(500) : "b-é😀 " + random.nextInt(9));
        return kind < 4 ? mutated(random, whole.bytes) : whole;
    }

    private static FuzzedLine whole(Random random, String id) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        String event = random.nextBoolean() ? null : EVENTS.get(random.nextInt(EVENTS.size()));
        line.writeBytes(("{\"id\":\"" + id + "\",").getBytes(UTF_8));
        if (random.nextInt(5) == 0) {
            line.writeBytes("\"deleted\":true}".getBytes(UTF_8));
            return new FuzzedLine(line.toByteArray(), true, new LoggedChange(id, "deregistered", null, null));
        }
        FuzzedState state = FuzzedState.next(random);
        if (event != null) {
            line.writeBytes(("\"event\":\"" + event + "\",").getBytes(UTF_8));
        }
        line.writeBytes("\"state\":".getBytes(UTF_8));
        line.writeBytes(state.bytes());
        line.write('}');
        return new FuzzedLine(
                line.toByteArray(),
                state.acceptable(),
                new LoggedChange(id, event == null ? "updated" : event, state.bytes(), null));
    }

    /** A line that is damaged somewhere: nobody knows beforehand whether it still is one. */
    private static FuzzedLine mutated(Random random, byte[] line) {
        byte[] bytes = line.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            byte damage = (byte) random.nextInt(256);
            bytes[random.nextInt(bytes.length)] = damage == '\n' ? (byte) ' ' : damage;
        }
        return new FuzzedLine(bytes, null, meaning(bytes));
    }

    /** By another reader of JSON; null if that cannot read it. */
    private static @Nullable LoggedChange meaning(byte[] line) {
        try {
            JsonNode json = JSON.readTree(line);
            String id = json.path("id").asString("");
            boolean upsert = json.has("state");
            String event = json.path("event").asString(upsert ? "updated" : "deregistered");
            return new LoggedChange(id, event, null, upsert ? json.get("state") : null);
        } catch (JacksonException e) {
            return null;
        }
    }
}
