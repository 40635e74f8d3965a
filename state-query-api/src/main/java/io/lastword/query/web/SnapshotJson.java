package io.lastword.query.web;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.limit.Ticker;
import io.lastword.model.text.Times;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.core.io.JsonStringEncoder;

/** Builds JSON answers around states, which go in as the bytes that were written, large ones uncopied. Not thread-safe. */
public final class SnapshotJson {

    private static final int TYPICAL_BYTES = 512;

    /** Shorter states are copied, which costs less than a part of their own. */
    private static final int COPIED_BYTES = 4 << 10;

    /** What comes before {@link #out}. */
    private final List<byte[]> parts = new ArrayList<>(0);

    private long partBytes;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);

    /** {@code {"type","id","incarnation","revision","event","updatedAt","state"}} */
    public SnapshotJson snapshot(String type, Incarnation incarnation, Snapshot snapshot) {
        return snapshot(type, incarnation, snapshot, null);
    }

    /** The same, with a {@code "distance"} in metres, to the millimetre, before the state. */
    public SnapshotJson snapshot(String type, Incarnation incarnation, Snapshot snapshot, @Nullable Double distance) {
        raw("{\"type\":").string(type);
        raw(",\"id\":").string(snapshot.id().value());
        raw(",\"incarnation\":").string(incarnation.shortForm());
        raw(",\"revision\":" + snapshot.revision());
        raw(",\"event\":").string(snapshot.event());
        raw(",\"updatedAt\":").string(Times.text(snapshot.updatedAt()));
        if (distance != null) {
            raw(",\"distance\":"
                    + BigDecimal.valueOf(distance)
                            .setScale(3, RoundingMode.HALF_UP)
                            .toPlainString());
        }
        raw(",\"state\":");
        return bytes(snapshot.state()).raw("}");
    }

    /** The same as one line: a line break in a state, which JSON allows between its parts only, becomes a blank. */
    public SnapshotJson line(String type, Incarnation incarnation, Snapshot snapshot, @Nullable Double distance) {
        return snapshot(type, incarnation, onOneLine(snapshot), distance).raw("\n");
    }

    private static Snapshot onOneLine(Snapshot snapshot) {
        byte[] state = snapshot.state();
        byte[] line = null;
        for (int i = 0; i < state.length; i++) {
            if (state[i] == '\n' || state[i] == '\r') {
                line = line == null ? state.clone() : line;
                line[i] = ' ';
            }
        }
        return line == null
                ? snapshot
                : new Snapshot(snapshot.id(), snapshot.revision(), snapshot.event(), snapshot.updatedAt(), line);
    }

    /** {@code {"id","revision","reason"}} */
    public SnapshotJson unreadable(UnreadableEntity entity) {
        raw("{\"id\":").string(entity.id().value());
        raw(",\"revision\":" + entity.revision());
        return raw(",\"reason\":").string(entity.reason()).raw("}");
    }

    public SnapshotJson string(String text) {
        out.write('"');
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        out.write('"');
        return this;
    }

    public SnapshotJson raw(String json) {
        out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** JSON as it is, in UTF-8. */
    public SnapshotJson bytes(byte[] json) {
        if (json.length < COPIED_BYTES) {
            out.writeBytes(json);
        } else {
            part(out.toByteArray());
            out.reset();
            part(json);
        }
        return this;
    }

    /** Separates what was written so far, if anything, from what follows. */
    public SnapshotJson comma() {
        return length() == 0 ? this : raw(",");
    }

    /** Adds what another one has built, which must not be changed any more. */
    public SnapshotJson append(SnapshotJson other) {
        if (!other.parts.isEmpty()) {
            part(out.toByteArray());
            out.reset();
            other.parts.forEach(this::part);
        }
        out.writeBytes(other.out.toByteArray());
        return this;
    }

    /** How many bytes it has. */
    public long length() {
        return partBytes + out.size();
    }

    public void writeTo(OutputStream to) throws IOException {
        for (byte[] part : parts) {
            to.write(part);
        }
        out.writeTo(to);
    }

    /** All in one; for what is short. */
    public byte[] bytes() {
        SnapshotJson all = new SnapshotJson();
        parts.forEach(all.out::writeBytes);
        all.out.writeBytes(out.toByteArray());
        return all.out.toByteArray();
    }

    /** Answers with this. */
    public void send(HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLengthLong(length());
        writeTo(
                length() < COPIED_BYTES
                        ? response.getOutputStream()
                        : new SteadyOutput(response.getOutputStream(), Ticker.SYSTEM));
    }

    private void part(byte[] part) {
        if (part.length > 0) {
            parts.add(part);
            partBytes += part.length;
        }
    }
}
