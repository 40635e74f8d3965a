package io.lastword.model.record;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log in bytes, as any Kafka client hands it over.
 *
 * @param key null where the writer gave none
 * @param value null for a tombstone
 */
public record RawRecord(
        long offset, Instant timestamp, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {

    /** One record header; a null value is kept as null. */
    public record Header(String name, byte @Nullable [] value) {}

    /** A record's headers, found by name: few of them are ever asked for. */
    @FunctionalInterface
    public interface Headers {

        /** The value of the last header with this name, or null. */
        byte @Nullable [] last(String name);

        /** Headers in the record's order. */
        static Headers of(List<Header> headers) {
            return name -> {
                byte[] value = null;
                for (Header header : headers) {
                    value = header.name().equals(name) ? header.value() : value;
                }
                return value;
            };
        }
    }
}
