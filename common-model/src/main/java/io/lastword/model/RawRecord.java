package io.lastword.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log in bytes, as any Kafka client hands it over.
 *
 * @param key null where the writer gave none
 * @param value null for a tombstone
 * @param headers in the record's order; of equal names the last one counts
 */
public record RawRecord(
        long offset, Instant timestamp, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {

    /** One record header; a null value is kept as null. */
    public record Header(String name, byte @Nullable [] value) {}

    /** The value of the last header with this name, or null. */
    public byte @Nullable [] header(String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).name().equals(name)) {
                return headers.get(i).value();
            }
        }
        return null;
    }
}
