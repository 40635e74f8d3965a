package io.lastword.query.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Kafka clients whose settings leave nothing open that correctness needs.
 *
 * @param consumers settings of consumers, as the operator gives them
 * @param admins settings of admin clients, as the operator gives them
 */
public record LogClients(Map<String, Object> consumers, Map<String, Object> admins) {

    /** Of all partitions together, as they are in the log; as much is fetched ahead from each broker. */
    private static final int FETCH_BYTES = 4 << 20;

    /**
     * @param longestFetch how long a fetch may wait at the end of the log
     * @param pollRecords most records of one poll
     */
    Consumer<byte[], byte[]> consumer(Duration longestFetch, int pollRecords) {
        Map<String, Object> settings = new HashMap<>(consumers);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.remove(ConsumerConfig.CLIENT_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecords);
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) longestFetch.toMillis());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Admin admin() {
        return Admin.create(new HashMap<>(admins));
    }
}
