package io.lastword.query.web.watch;

import io.lastword.model.entity.Change.Upsert;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.record.LogRecord;
import io.lastword.model.text.Times;
import io.lastword.model.token.Token;
import io.lastword.query.watch.events.WatchEvent;
import io.lastword.query.watch.events.WatchEvent.Kind;
import io.lastword.query.watch.tail.Change;
import io.lastword.query.web.SnapshotJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes what a watcher of one type is told as Server-Sent Events. Thread-safe. */
final class EventFrames {

    /** The id of a beginning, which a client that comes back with it has not come to the end of. */
    static final String BEGIN = "begin";

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final int FIELD_BYTES = 16;

    private final String type;
    private final Function<Change, byte[]> data = this::data;

    EventFrames(String type) {
        this.type = type;
    }

    /**
     * Writes an event. Its id is the token, or says that there is none yet: what begins must begin again, whatever position
     * the client knew before.
     */
    void write(WatchEvent event, @Nullable Token token, Parts out) {
        if (event instanceof WatchEvent.ComeBack comeBack) {
            out.ascii("retry: " + comeBack.after().toMillis() + "\n\n");
            return;
        }
        String id = token != null ? token.encode() : isBeginning(event) ? BEGIN : null;
        out.ascii("event: " + name(event) + "\n");
        if (id != null) {
            out.ascii("id: " + id + "\n");
        }
        if (event instanceof WatchEvent.Told told && told.kind() != Kind.LEFT) {
            out.add(told.change().encoded(data));
        } else {
            out.add(lines(json(event, id)));
        }
        out.ascii("\n");
    }

    private static boolean isBeginning(WatchEvent event) {
        return event instanceof WatchEvent.SnapshotBegin || event instanceof WatchEvent.Reset;
    }

    private static String name(WatchEvent event) {
        if (event instanceof WatchEvent.Told told) {
            return told.kind().name().toLowerCase(Locale.ROOT);
        } else if (event instanceof WatchEvent.Absent) {
            return "absent";
        } else if (event instanceof WatchEvent.SnapshotBegin) {
            return "snapshot-begin";
        } else if (event instanceof WatchEvent.SnapshotEnd) {
            return "snapshot-end";
        } else if (event instanceof WatchEvent.Waiting) {
            return "waiting";
        } else if (event instanceof WatchEvent.Heartbeat) {
            return "heartbeat";
        }
        return "reset";
    }

    private byte[] json(WatchEvent event, @Nullable String id) {
        SnapshotJson json = new SnapshotJson();
        if (event instanceof WatchEvent.Told told) {
            end(told.change(), json);
        } else if (event instanceof WatchEvent.Absent absent) {
            json.raw("{\"type\":")
                    .string(type)
                    .raw(",\"id\":")
                    .string(absent.id().value())
                    .raw("}");
        } else if (event instanceof WatchEvent.Heartbeat heartbeat) {
            caughtUpAt(heartbeat.caughtUpAt(), json.raw("{")).raw("}");
        } else if (event instanceof WatchEvent.SnapshotEnd end) {
            caughtUpAt(end.caughtUpAt(), orNull(id, json.raw("{\"token\":")).raw(","))
                    .raw("}");
        } else if (event instanceof WatchEvent.Waiting waiting) {
            json.raw("{\"reason\":")
                    .string(waiting.reason())
                    .raw(",\"detail\":")
                    .string(waiting.detail())
                    .raw("}");
        } else if (event instanceof WatchEvent.Reset reset) {
            json.raw("{\"reason\":")
                    .string(reset.reason().code())
                    .raw(",\"detail\":")
                    .string(reset.detail())
                    .raw(",\"from\":")
                    .string(reset.from().encode())
                    .raw(",\"then\":")
                    .string(reset.snapshot() ? "snapshot" : "changes")
                    .raw("}");
        } else {
            json.raw("{}");
        }
        return json.bytes();
    }

    private static SnapshotJson caughtUpAt(@Nullable Instant time, SnapshotJson json) {
        return orNull(time == null ? null : Times.text(time), json.raw("\"caughtUpAt\":"));
    }

    private static SnapshotJson orNull(@Nullable String text, SnapshotJson json) {
        return text == null ? json.raw("null") : json.string(text);
    }

    /** The data of a word on an entity, as all watchers of the type get it. */
    private byte[] data(Change change) {
        SnapshotJson json = new SnapshotJson();
        if (change.record() instanceof LogRecord.Readable readable && readable.change() instanceof Upsert upsert) {
            json.snapshot(
                    type,
                    change.incarnation(),
                    new Snapshot(
                            upsert.id(), readable.revision(), upsert.event(), readable.loggedAt(), upsert.state()));
        } else if (change.record() instanceof LogRecord.Unreadable unreadable) {
            head(change, unreadable.id(), json).raw(",\"reason\":").string(unreadable.reason());
            updatedAt(change, json);
        } else {
            end(change, json);
        }
        return lines(json.bytes());
    }

    private void end(Change change, SnapshotJson json) {
        head(change, change.record().id(), json);
        if (change.record() instanceof LogRecord.Readable readable) {
            json.raw(",\"event\":").string(readable.change().event());
        }
        updatedAt(change, json);
    }

    private SnapshotJson head(Change change, EntityId id, SnapshotJson json) {
        return json.raw("{\"type\":")
                .string(type)
                .raw(",\"id\":")
                .string(id.value())
                .raw(",\"incarnation\":")
                .string(change.incarnation().shortForm())
                .raw(",\"revision\":" + change.record().revision());
    }

    private static void updatedAt(Change change, SnapshotJson json) {
        json.raw(",\"updatedAt\":")
                .string(Times.text(change.record().loggedAt()))
                .raw("}");
    }

    /** Each line of the data on a line of its own, since a line break of any kind would end the field. */
    static byte[] lines(byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + FIELD_BYTES);
        int from = 0;
        for (int i = 0; i <= json.length; i++) {
            boolean end = i == json.length;
            if (end || json[i] == '\n' || json[i] == '\r') {
                out.writeBytes(DATA);
                out.write(json, from, i - from);
                out.write('\n');
                if (!end && json[i] == '\r' && i + 1 < json.length && json[i + 1] == '\n') {
                    i++;
                }
                from = i + 1;
            }
        }
        return out.toByteArray();
    }
}
