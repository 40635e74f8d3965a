package io.lastword.query.web.entity;

import io.lastword.model.entity.Change.Upsert;
import io.lastword.model.limit.FairShares;
import io.lastword.model.limit.Ticker;
import io.lastword.model.record.LogRecord;
import io.lastword.model.text.Times;
import io.lastword.model.token.Token;
import io.lastword.query.history.History;
import io.lastword.query.history.HistoryCursor;
import io.lastword.query.log.LogEntry;
import io.lastword.query.log.LogFacts;
import io.lastword.query.web.SnapshotJson;
import io.lastword.query.web.SteadyOutput;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * Writes a history while it is read. The beginning is held back for a moment, since what fails meanwhile can still be
 * answered with its problem; after that, a failure cuts the answer off.
 */
final class HistoryStream implements History.Listener, AutoCloseable {

    private static final int HELD_BACK_BYTES = 256 << 10;
    /** So often a sign of life is sent while nothing is found; it shows whether the client still listens. */
    private static final long SIGN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final History.Wanted wanted;
    private final HttpServletResponse response;
    private final OutputStream out;
    private final Supplier<FairShares.Share> room;
    private FairShares.@Nullable Share held;
    private boolean any;
    private long writtenAt = System.nanoTime();

    /** @param room takes what is held; asked for once the log is read for it, so that who waits for a place holds none */
    HistoryStream(History.Wanted wanted, HttpServletResponse response, Supplier<FairShares.Share> room)
            throws IOException {
        this.room = room;
        this.wanted = wanted;
        this.response = response;
        this.out = new SteadyOutput(response.getOutputStream(), Ticker.SYSTEM);
    }

    @Override
    public void begin(LogFacts log, Token token) throws IOException {
        held = room.get();
        response.setBufferSize(HELD_BACK_BYTES);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        write(new SnapshotJson()
                .raw("{\"type\":")
                .string(wanted.type().name())
                .raw(",\"id\":")
                .string(wanted.id().value())
                .raw(",\"incarnation\":")
                .string(log.incarnation().shortForm())
                .raw(",\"token\":")
                .string(token.encode())
                .raw(",\"items\":["));
    }

    @Override
    public void change(LogEntry entry) throws IOException {
        LogRecord.Addressed record = entry.record();
        SnapshotJson json = new SnapshotJson();
        json.raw((any ? "," : "") + "{\"revision\":" + record.revision() + ",\"updatedAt\":")
                .string(Times.text(record.loggedAt()));
        if (record instanceof LogRecord.Unreadable unreadable) {
            json.raw(",\"unreadable\":true,\"reason\":").string(unreadable.reason());
        } else if (record instanceof LogRecord.Readable readable) {
            json.raw(",\"event\":").string(readable.change().event());
            if (readable.change() instanceof Upsert upsert) {
                json.raw(",\"state\":").bytes(upsert.state());
            } else {
                json.raw(",\"deleted\":true");
            }
        }
        any = true;
        write(json.raw("}"));
    }

    @Override
    public void reading() throws IOException {
        if (System.nanoTime() - writtenAt > SIGN_NANOS) {
            write(new SnapshotJson().raw("\n"));
            out.flush();
        }
    }

    @Override
    public void end(@Nullable HistoryCursor next) throws IOException {
        SnapshotJson json = new SnapshotJson().raw("]");
        if (next != null) {
            json.raw(",\"next\":").string(next.encode());
        }
        write(json.raw("}"));
    }

    /** Gives the room back. */
    @Override
    public void close() {
        if (held != null) {
            held.close();
        }
    }

    private void write(SnapshotJson json) throws IOException {
        json.writeTo(out);
        writtenAt = System.nanoTime();
    }
}
