package io.lastword.query.log;

import io.lastword.model.entity.EntityId;
import io.lastword.model.record.LogRecord;

/**
 * A record that is a word on an entity of its partition.
 *
 * @param bytes of key and value in the log
 * @param dated whether its time is the broker's own, and so grows along the log
 */
public record LogEntry(int partition, LogRecord.Addressed record, int bytes, boolean dated) {

    public EntityId id() {
        return record.id();
    }

    public long offset() {
        return record.revision();
    }
}
