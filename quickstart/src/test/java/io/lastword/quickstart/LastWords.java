package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;

/** Every device as revision and state, or absent. */
final class LastWords {

    private LastWords() {}

    /** What the log says of every id that it names. */
    static Map<String, String> inLog(RunningSystem system) {
        Map<String, String> last = new HashMap<>();
        for (Map.Entry<String, ConsumerRecord<byte[], byte[]>> entry : Topics.lastPerKey(
                        Topics.read(system.broker, system.deviceTopic))
                .entrySet()) {
            ConsumerRecord<byte[], byte[]> record = entry.getValue();
            last.put(
                    entry.getKey(),
                    record.value() == null ? "absent" : record.offset() + " " + new String(record.value(), UTF_8));
        }
        return last;
    }

    /** What the query API says of every id that the log names. */
    static Map<String, String> served(RunningSystem system) {
        List<String> ids = new ArrayList<>(inLog(system).keySet());
        Map<String, String> served = new HashMap<>();
        for (int from = 0; from < ids.size(); from += 1_000) {
            List<String> page = ids.subList(from, Math.min(ids.size(), from + 1_000));
            Http.Answer answer = system.query()
                    .post(
                            "/v1/lookup/device",
                            "application/json",
                            "{\"ids\":[\"" + String.join("\",\"", page) + "\"]}");
            assertThat(answer.status()).isEqualTo(200);
            for (JsonNode found : answer.json().path("found")) {
                served.put(
                        found.path("id").stringValue(),
                        found.path("revision").longValue() + " "
                                + found.path("state").toString());
            }
            for (JsonNode missing : answer.json().path("missing")) {
                served.put(missing.stringValue(), "absent");
            }
        }
        return served;
    }
}
