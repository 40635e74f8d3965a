package io.lastword.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lastword.model.record.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Upserts of entities, the same for the producer service and for Kafka's own producer, and so cheap to make that making
 * them is not what is measured. For one thread.
 */
final class Changes {

    private static final int STATES = 10_000;
    private static final byte[] BEFORE_ID = "{\"id\":\"".getBytes(US_ASCII);
    private static final byte[] BEFORE_STATE = "\",\"state\":".getBytes(US_ASCII);
    private static final byte[] AFTER_STATE = "}\n".getBytes(US_ASCII);

    private final byte[][] states = new byte[STATES][];
    private final int entities;
    private final Header specVersion = new RecordHeader(RecordCodec.SPEC_VERSION_HEADER, "1.0".getBytes(US_ASCII));
    private final Header type = new RecordHeader(RecordCodec.TYPE_HEADER, "updated".getBytes(US_ASCII));
    private final Header contentType =
            new RecordHeader(RecordCodec.CONTENT_TYPE_HEADER, "application/json".getBytes(US_ASCII));

    /** @param entities that the changes are of, in turn */
    Changes(int entities) {
        this.entities = entities;
        for (int i = 0; i < STATES; i++) {
            states[i] = Setup.state(i);
        }
    }

    byte[] key(int number) {
        return Setup.id(number % entities).getBytes(US_ASCII);
    }

    byte[] state(int number) {
        return states[number % STATES];
    }

    /** A line of a bulk write. */
    void writeLine(int number, ByteArrayOutputStream lines) {
        lines.writeBytes(BEFORE_ID);
        lines.writeBytes(key(number));
        lines.writeBytes(BEFORE_STATE);
        lines.writeBytes(state(number));
        lines.writeBytes(AFTER_STATE);
    }

    /** The record that the producer service makes of the same change, but for its id and time. */
    ProducerRecord<byte[], byte[]> record(String topic, String source, int number) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        List<Header> headers = List.of(
                specVersion,
                new RecordHeader(RecordCodec.ID_HEADER, id.getBytes(US_ASCII)),
                new RecordHeader(RecordCodec.SOURCE_HEADER, source.getBytes(US_ASCII)),
                type,
                new RecordHeader(
                        RecordCodec.TIME_HEADER, Instant.now().toString().getBytes(US_ASCII)),
                contentType);
        return new ProducerRecord<>(topic, null, key(number), state(number), headers);
    }
}
