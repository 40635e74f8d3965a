package io.lastword.query;

import io.lastword.test.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.RecordMetadata;
import tools.jackson.databind.json.JsonMapper;

/** A log and the store beside it, both written by the test as a producer and a consumer would. */
final class FoldedLog {

    private static final JsonMapper JSON = new JsonMapper();

    private final WrittenLog log;
    private final StoredLog store;
    private final Map<String, String> states = new TreeMap<>();
    private String generation = "";

    FoldedLog(WrittenLog log, StoredLog store) {
        this.log = log;
        this.store = store;
    }

    /** Serves the log from here on, as if nothing in it up to now were left; every partition has a record by then. */
    FoldedLog serve() {
        states.clear();
        generation = Topics.unique("g");
        store.recreate(log.incarnation().topicId());
        store.serveAll(generation, 0);
        for (int partition = 0; partition < StoredLog.PARTITIONS; partition++) {
            String base = Topics.unique("base");
            while (StoredLog.partition(base) != partition) {
                base = Topics.unique("base");
            }
            store.generation(partition, generation, log.delete(base).offset() + 1, Instant.now());
        }
        return this;
    }

    void put(String id, String state) {
        RecordMetadata written = log.put(id, state);
        store.put(generation, id, written.offset(), state);
        states.put(id, JSON.readTree(state).toString());
    }

    /** Writes the states of many entities, all that the test has of the type. */
    void fill(int entities, int padding) {
        for (int i = 0; i < entities; i++) {
            put("e-" + i, "{\"n\":" + i + ",\"padding\":\"" + "x".repeat(padding) + "\"}");
        }
    }

    void end(String id) {
        RecordMetadata written = log.delete(id);
        store.remove(generation, id, written.offset());
        states.remove(id);
    }

    /** Deletes the log, as an operator would, and everything that the store has of it. */
    void recreate() {
        log.recreate();
        for (int partition = 0; partition < StoredLog.PARTITIONS; partition++) {
            store.cold(partition);
        }
    }

    /** What the last word on every entity is. */
    Map<String, String> states() {
        return Map.copyOf(states);
    }
}
