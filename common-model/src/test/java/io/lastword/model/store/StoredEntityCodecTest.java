package io.lastword.model.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.Golden;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.index.IndexValue;
import io.lastword.model.index.IndexedValues;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredEntityCodecTest {

    private static final EntityId ID = new EntityId("device-1");

    private static final Snapshot SNAPSHOT =
            new Snapshot(ID, 258, "registered", Golden.LOGGED_AT, "{\"n\":\"ë\"}".getBytes(StandardCharsets.UTF_8));

    private static final UnreadableEntity UNREADABLE =
            new UnreadableEntity(ID, Long.MAX_VALUE, Golden.LOGGED_AT, "why → not");

    @Test
    void shouldEncodeASnapshotAsPromised() {
        byte[] stored = StoredEntityCodec.encode(SNAPSHOT);

        assertThat(stored).asHexString().isEqualToIgnoringCase(hexOf("stored-snapshot.hex"));
    }

    @Test
    void shouldPutTheIndexedValuesInFrontOfASnapshot() {
        IndexedValues values = IndexedValues.of(Arrays.asList(
                new IndexValue.Text("idle").encode(), null, new IndexValue.Number(new BigDecimal("-1.5")).encode()));

        byte[] stored = StoredEntityCodec.encode(SNAPSHOT, values);

        assertThat(stored).asHexString().isEqualToIgnoringCase(hexOf("stored-indexed-snapshot.hex"));
        assertThat(StoredEntityCodec.decodeIndexed(stored)).isEqualTo(values);
        assertThat(StoredEntityCodec.decodeSnapshot(ID, stored))
                .usingRecursiveComparison()
                .isEqualTo(SNAPSHOT);
        assertThat(StoredEntityCodec.snapshotRevision(stored)).isEqualTo(SNAPSHOT.revision());
    }

    @Test
    void shouldDecodeASnapshot() {
        Snapshot snapshot = StoredEntityCodec.decodeSnapshot(ID, Golden.hex("stored-snapshot.hex"));

        assertThat(snapshot).usingRecursiveComparison().isEqualTo(SNAPSHOT);
    }

    @Test
    void shouldEncodeAnUnreadableEntityAsPromised() {
        byte[] stored = StoredEntityCodec.encode(UNREADABLE);

        assertThat(stored).asHexString().isEqualToIgnoringCase(hexOf("stored-unreadable.hex"));
    }

    @Test
    void shouldDecodeAnUnreadableEntity() {
        UnreadableEntity entity = StoredEntityCodec.decodeUnreadable(ID, Golden.hex("stored-unreadable.hex"));

        assertThat(entity).isEqualTo(UNREADABLE);
    }

    @Test
    void shouldReadTheRevisionOfEitherForm() {
        long ofSnapshot = StoredEntityCodec.snapshotRevision(StoredEntityCodec.encode(SNAPSHOT));
        long ofUnreadable = StoredEntityCodec.unreadableRevision(StoredEntityCodec.encode(UNREADABLE));

        assertThat(ofSnapshot).isEqualTo(258);
        assertThat(ofUnreadable).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 15})
    void shouldKnowNoRevisionOfAValueThatIsTooShort(int length) {
        assertThat(StoredEntityCodec.snapshotRevision(new byte[length])).isEqualTo(StoredEntityCodec.NO_REVISION);
        assertThat(StoredEntityCodec.unreadableRevision(new byte[length])).isEqualTo(StoredEntityCodec.NO_REVISION);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128})
    void shouldRoundTripEventsOfEveryLength(int length) {
        Snapshot snapshot = new Snapshot(ID, 0, "e".repeat(length), Instant.EPOCH, new byte[] {'{', '}'});

        Snapshot again = StoredEntityCodec.decodeSnapshot(ID, StoredEntityCodec.encode(snapshot));

        assertThat(again).usingRecursiveComparison().isEqualTo(snapshot);
    }

    @Test
    void shouldRoundTripARecordWithoutTimestamp() {
        Snapshot snapshot = new Snapshot(ID, 7, "updated", Instant.ofEpochMilli(-1), new byte[] {'{', '}'});

        Snapshot again = StoredEntityCodec.decodeSnapshot(ID, StoredEntityCodec.encode(snapshot));

        assertThat(again).usingRecursiveComparison().isEqualTo(snapshot);
    }

    private static String hexOf(String file) {
        return HexFormat.of().formatHex(Golden.hex(file));
    }
}
