package io.lastword.query.watch.tail;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.record.LogRecord;
import io.lastword.query.log.LogEntry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A word on an entity on its way to watchers, which share it. Thread-safe. */
public final class Change {

    private final Incarnation incarnation;
    private final LogEntry entry;
    private volatile byte @Nullable [] encoded;

    public Change(Incarnation incarnation, LogEntry entry) {
        this.incarnation = incarnation;
        this.entry = entry;
    }

    public Incarnation incarnation() {
        return incarnation;
    }

    public LogRecord.Addressed record() {
        return entry.record();
    }

    public EntityId id() {
        return entry.id();
    }

    public int partition() {
        return entry.partition();
    }

    public long offset() {
        return entry.offset();
    }

    public int bytes() {
        return entry.bytes();
    }

    /** The change in the one form that all watchers get it in; made once, as long as the function is the same. */
    public byte[] encoded(Function<Change, byte[]> encoding) {
        byte[] form = encoded;
        if (form == null) {
            form = encoding.apply(this);
            encoded = form;
        }
        return form;
    }
}
