package io.lastword.model.record;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Events;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.json.StateReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The only mapping between log records and changes: key = id, value = state or null, metadata as CloudEvents 1.0 in
 * Kafka's binary mode (headers {@code ce_*} and {@code content-type}). Reading needs none of the headers. Thread-safe.
 */
public final class RecordCodec {

    /** Before the name of every CloudEvents attribute. */
    public static final String ATTRIBUTE_PREFIX = "ce_";

    public static final String SPEC_VERSION_HEADER = "ce_specversion";
    public static final String ID_HEADER = "ce_id";
    public static final String SOURCE_HEADER = "ce_source";
    public static final String TYPE_HEADER = "ce_type";
    public static final String TIME_HEADER = "ce_time";
    public static final String CONTENT_TYPE_HEADER = "content-type";

    private static final String STRUCTURED_MODE = "application/cloudevents";

    private final StateReader states;

    public RecordCodec(StateLimits limits) {
        this.states = new StateReader(limits);
    }

    /**
     * A change as bytes for the log.
     *
     * @param value null for a tombstone
     */
    public record Encoded(byte[] key, byte @Nullable [] value, List<RawRecord.Header> headers) {}

    /** Writes a change; its state was checked by whoever made it. */
    public Encoded encode(Change change, CloudEventAttributes attributes) {
        List<RawRecord.Header> headers = new ArrayList<>(List.of(
                header(SPEC_VERSION_HEADER, "1.0"),
                header(ID_HEADER, attributes.id()),
                header(SOURCE_HEADER, attributes.source()),
                header(TIME_HEADER, attributes.time().toString())));
        attributes.othersByName().forEach((name, value) -> headers.add(header(ATTRIBUTE_PREFIX + name, value)));
        // Clients look from the end, and decode each name on the way: what the fold asks of every record comes last.
        headers.add(header(TYPE_HEADER, change.event()));
        headers.add(header(CONTENT_TYPE_HEADER, "application/json"));
        byte[] value = change instanceof Change.Upsert upsert ? upsert.state() : null;
        return new Encoded(change.id().toKey(), value, headers);
    }

    /**
     * Reads any record of any writer; never fails for what it finds in one. Every reader of the log reads by it, so that
     * all judge alike.
     */
    public LogRecord decode(RawRecord record) {
        try {
            return read(record);
        } catch (RuntimeException | StackOverflowError e) {
            return failed(record, e);
        }
    }

    /** A record whose reading failed for a reason that nobody has thought of concerns its own entity only. */
    private static LogRecord failed(RawRecord record, Throwable failure) {
        String reason = "reading it failed with " + failure.getClass().getName();
        byte[] key = record.key();
        Optional<EntityId> id = key == null ? Optional.empty() : EntityId.fromKey(key);
        return id.isEmpty()
                ? new LogRecord.Unaddressable(record.offset(), reason)
                : new LogRecord.Unreadable(id.get(), record.offset(), record.timestamp(), reason);
    }

    private LogRecord read(RawRecord record) {
        byte[] key = record.key();
        Optional<EntityId> id = key == null ? Optional.empty() : EntityId.fromKey(key);
        if (id.isEmpty()) {
            return new LogRecord.Unaddressable(record.offset(), keyFlaw(key));
        }
        byte[] value = record.value();
        if (value == null) {
            return new LogRecord.Readable(
                    new Change.Tombstone(id.get(), event(record, Events.DEREGISTERED)),
                    record.offset(),
                    record.timestamp());
        }
        String flaw = valueFlaw(record, value);
        if (flaw != null) {
            return new LogRecord.Unreadable(id.get(), record.offset(), record.timestamp(), flaw);
        }
        return new LogRecord.Readable(
                new Change.Upsert(id.get(), event(record, Events.UPDATED), value), record.offset(), record.timestamp());
    }

    private @Nullable String valueFlaw(RawRecord record, byte[] value) {
        String contentType = header(record, CONTENT_TYPE_HEADER);
        if (contentType != null && contentType.regionMatches(true, 0, STRUCTURED_MODE, 0, STRUCTURED_MODE.length())) {
            return "the value is a structured-mode CloudEvents envelope; only binary mode is read";
        }
        StateReader.Flaw flaw = states.findFlaw(value);
        return flaw == null ? null : flaw.message();
    }

    private static String event(RawRecord record, String byDefault) {
        String event = header(record, TYPE_HEADER);
        return event != null && Events.isWellFormed(event) ? event : byDefault;
    }

    private static @Nullable String header(RawRecord record, String name) {
        byte[] value = record.headers().last(name);
        return value == null ? null : HeaderText.read(value);
    }

    private static String keyFlaw(byte @Nullable [] key) {
        if (key == null) {
            return "the record has no key";
        }
        if (key.length == 0) {
            return "the key is empty";
        }
        return key.length > EntityId.MAX_BYTES
                ? "the key has " + key.length + " bytes; at most " + EntityId.MAX_BYTES + " are readable"
                : "the key is not UTF-8";
    }

    private static RawRecord.Header header(String name, String value) {
        return new RawRecord.Header(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
