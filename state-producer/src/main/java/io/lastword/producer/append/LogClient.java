package io.lastword.producer.append;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Where the log's client comes from. Thread-safe. */
@FunctionalInterface
public interface LogClient {

    /** @throws KafkaException if there is none now */
    Producer<byte[], byte[]> get();

    /** Says that a client will fail every change from now on; must not wait. */
    default void failedForGood(Producer<byte[], byte[]> failed, Exception why) {}
}
