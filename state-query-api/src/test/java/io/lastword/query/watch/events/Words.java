package io.lastword.query.watch.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.model.entity.Change.Tombstone;
import io.lastword.model.entity.Change.Upsert;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.record.LogRecord;
import io.lastword.query.log.LogEntry;
import io.lastword.query.watch.tail.Change;
import java.time.Instant;

/** Changes of tests: of one partition, each of ten bytes in the log. */
final class Words {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    static final int BYTES = 10;

    private Words() {}

    static Change change(String id, long offset) {
        return new Change(
                new Incarnation("AbCdEfGh-_1234567890xy"), new LogEntry(0, state(id, offset, "{}"), BYTES, true));
    }

    static LogRecord.Addressed state(String id, long offset, String state) {
        return new LogRecord.Readable(new Upsert(new EntityId(id), "updated", state.getBytes(UTF_8)), offset, AT);
    }

    static LogRecord.Addressed tombstone(String id, long offset) {
        return new LogRecord.Readable(new Tombstone(new EntityId(id), "deregistered"), offset, AT);
    }

    static LogRecord.Addressed unreadable(String id, long offset) {
        return new LogRecord.Unreadable(new EntityId(id), offset, AT, "bad");
    }
}
