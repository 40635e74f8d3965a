package io.lastword.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SnapshotJsonTest {

    @Test
    void shouldKeepAStateWithLineBreaksOnOneLine() {
        byte[] state = "{\r\n  \"a\":\"\\n\"\n}".getBytes(StandardCharsets.UTF_8);
        Snapshot snapshot = new Snapshot(new EntityId("tv"), 7, "updated", Instant.EPOCH, state);

        byte[] line = new SnapshotJson()
                .line("device", new Incarnation("GCqKlyHEQyyqcSMiAnnGYA"), snapshot, null)
                .bytes();

        assertThat(new String(line, StandardCharsets.UTF_8))
                .endsWith("\"updatedAt\":\"1970-01-01T00:00:00.000Z\",\"state\":{    \"a\":\"\\n\" }}\n")
                .containsOnlyOnce("\n");
    }
}
