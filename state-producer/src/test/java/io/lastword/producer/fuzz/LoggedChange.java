package io.lastword.producer.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an accepted change must look like in the log.
 *
 * @param bytes the state byte for byte, if it is known so
 * @param state the state as JSON, if its bytes are not known; without either the change is a tombstone
 */
record LoggedChange(
        String id,
        String event,
        byte @Nullable [] bytes,
        @Nullable JsonNode state) {

    private static final JsonMapper JSON = new JsonMapper();

    boolean isIn(ConsumerRecord<byte[], byte[]> record) {
        if (!id.equals(key(record))
                || !event.equals(
                        new String(record.headers().lastHeader("ce_type").value(), UTF_8))) {
            return false;
        }
        if (bytes != null) {
            return Arrays.equals(bytes, record.value());
        }
        return state == null
                ? record.value() == null
                : record.value() != null && state.equals(JSON.readTree(record.value()));
    }

    static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }

    @Override
    public String toString() {
        return id + " " + event + " " + (bytes == null ? state : new String(bytes, UTF_8));
    }
}
