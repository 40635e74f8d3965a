package io.lastword.query.web;

import io.lastword.model.Incarnation;
import io.lastword.model.Snapshot;
import io.lastword.model.UnreadableEntity;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Builds JSON answers around states, which go in as the bytes that were written. Not thread-safe. */
final class SnapshotJson {

    private static final int TYPICAL_BYTES = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);

    /** {@code {"type","id","incarnation","revision","event","updatedAt","state"}} */
    SnapshotJson snapshot(String type, Incarnation incarnation, Snapshot snapshot) {
        return snapshot(type, incarnation, snapshot, null);
    }

    /** The same, with a {@code "distance"} in metres, to the millimetre, before the state. */
    SnapshotJson snapshot(String type, Incarnation incarnation, Snapshot snapshot, @Nullable Double distance) {
        raw("{\"type\":").string(type);
        raw(",\"id\":").string(snapshot.id().value());
        raw(",\"incarnation\":").string(incarnation.shortForm());
        raw(",\"revision\":" + snapshot.revision());
        raw(",\"event\":").string(snapshot.event());
        raw(",\"updatedAt\":").string(snapshot.updatedAt().toString());
        if (distance != null) {
            raw(",\"distance\":"
                    + BigDecimal.valueOf(distance)
                            .setScale(3, RoundingMode.HALF_UP)
                            .toPlainString());
        }
        raw(",\"state\":");
        out.writeBytes(snapshot.state());
        return raw("}");
    }

    /** {@code {"id","revision","reason"}} */
    SnapshotJson unreadable(UnreadableEntity entity) {
        raw("{\"id\":").string(entity.id().value());
        raw(",\"revision\":" + entity.revision());
        return raw(",\"reason\":").string(entity.reason()).raw("}");
    }

    SnapshotJson string(String text) {
        out.write('"');
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        out.write('"');
        return this;
    }

    SnapshotJson raw(String json) {
        out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** JSON as it is, in UTF-8. */
    SnapshotJson bytes(byte[] json) {
        out.writeBytes(json);
        return this;
    }

    /** Separates what was written so far, if anything, from what follows. */
    SnapshotJson comma() {
        return out.size() == 0 ? this : raw(",");
    }

    SnapshotJson append(SnapshotJson part) {
        out.writeBytes(part.bytes());
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
