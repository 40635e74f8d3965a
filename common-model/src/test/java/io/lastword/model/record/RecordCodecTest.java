package io.lastword.model.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.Golden;
import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.StateLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {

    private static final String UPSERT_STATE =
            "{\"name\":\"Zoë\",\"position\":{\"lat\":52.52,\"lon\":13.405},\"tags\":[\"a\",\"b\"],\"rank\":1.50}";

    private final RecordCodec codec = new RecordCodec(new StateLimits(1000, 10));

    @Test
    void shouldEncodeAnUpsertAsPromised() {
        RecordCodec.Encoded encoded = codec.encode(
                upsert("straße-7/😀", "location-changed", UPSERT_STATE),
                new CloudEventAttributes(
                        "0190a5d2-7c1e-7f43-9b1a-2f6f8f1f7a10",
                        "/lastword/producer/a",
                        Instant.parse("2026-03-01T11:59:59.987Z")));

        assertThat(Golden.render(encoded)).isEqualTo(Golden.lines("record/upsert.txt"));
    }

    @Test
    void shouldEncodeTheAttributesOfAWriterByName() {
        RecordCodec.Encoded encoded = codec.encode(
                upsert("straße-7/😀", "location-changed", UPSERT_STATE),
                new CloudEventAttributes(
                        "0190a5d2-7c1e-7f43-9b1a-2f6f8f1f7a10",
                        "/lastword/producer/a",
                        Instant.parse("2026-03-01T11:59:59.987Z"),
                        Map.of(
                                "traceparent",
                                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                                "subject",
                                "wheel 4")));

        assertThat(Golden.render(encoded)).isEqualTo(Golden.lines("record/given-attributes.txt"));
    }

    @Test
    void shouldEncodeATombstoneAsPromised() {
        RecordCodec.Encoded encoded = codec.encode(
                new Change.Tombstone(new EntityId("device-1"), "deregistered"),
                new CloudEventAttributes(
                        "0190a5d2-7c1e-7f43-9b1a-2f6f8f1f7a11",
                        "/lastword/producer/a",
                        Instant.parse("2026-03-01T11:59:59Z")));

        assertThat(Golden.render(encoded)).isEqualTo(Golden.lines("record/tombstone.txt"));
    }

    @Test
    void shouldEncodeTheStateByteForByte() {
        RecordCodec.Encoded encoded = codec.encode(
                upsert("device-2", "updated", "{\"a\":\t1}\n"),
                new CloudEventAttributes("1", "/s", Instant.parse("2026-03-01T00:00:00Z")));

        assertThat(Golden.render(encoded)).isEqualTo(Golden.lines("record/binary-state.txt"));
    }

    @Test
    void shouldDecodeAnUpsert() {
        LogRecord decoded = codec.decode(Golden.record("upsert.txt"));

        assertThat(decoded)
                .usingRecursiveComparison()
                .isEqualTo(readable(upsert("straße-7/😀", "location-changed", UPSERT_STATE)));
    }

    @Test
    void shouldDecodeATombstone() {
        LogRecord decoded = codec.decode(Golden.record("tombstone.txt"));

        assertThat(decoded).isEqualTo(readable(tombstone("device-1", "deregistered")));
    }

    @Test
    void shouldDecodeTheStateByteForByte() {
        LogRecord decoded = codec.decode(Golden.record("binary-state.txt"));

        assertThat(decoded)
                .usingRecursiveComparison()
                .isEqualTo(readable(upsert("device-2", "updated", "{\"a\":\t1}\n")));
    }

    @ParameterizedTest
    @CsvSource({
        "console-upsert.txt,      updated,                     '{\"online\":true}'",
        "foreign-event.txt,       com.example.device.Moved_v2, {}",
        "ill-formed-event.txt,    updated,                     {}",
        "non-utf8-event.txt,      updated,                     {}",
        "repeated-event.txt,      second,                      {}",
        "quoted-event.txt,        registered,                  {}",
        "ill-quoted-event.txt,    updated,                     {}",
        "half-envelope.txt,       updated,                     '{\"schema\":\"v1\",\"payload\":{},\"id\":7}'",
    })
    void shouldDecodeUpsertsOfOtherWriters(String file, String event, String state) {
        LogRecord decoded = codec.decode(Golden.record(file));

        assertThat(decoded).usingRecursiveComparison().isEqualTo(readable(upsert("device-1", event, state)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"console-tombstone.txt", "structured-mode-tombstone.txt"})
    void shouldDecodeTombstonesOfOtherWriters(String file) {
        LogRecord decoded = codec.decode(Golden.record(file));

        assertThat(decoded).isEqualTo(readable(tombstone("device-1", "deregistered")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "structured-mode.txt | the value is a structured-mode CloudEvents envelope; only binary mode is read",
                "quoted-structured-mode.txt | the value is a structured-mode CloudEvents envelope; only binary mode is read",
                "envelope.txt        | the value is a connector's envelope of schema and payload; have the connector write plain JSON (schemas.enable=false), or set accept-envelopes if this is the state",
                "full-envelope.txt   | the value is a connector's envelope of schema and payload; have the connector write plain JSON (schemas.enable=false), or set accept-envelopes if this is the state",
                "text-value.txt      | the JSON is malformed at line 1, column 1",
                "non-utf8-value.txt  | the state is not well-formed UTF-8; send JSON in UTF-8",
                "empty-value.txt     | the state is empty; it must be one JSON object",
            })
    void shouldDecodeAnUnacceptableValueAsUnreadable(String file, String reason) {
        LogRecord decoded = codec.decode(Golden.record(file));

        assertThat(decoded)
                .isEqualTo(new LogRecord.Unreadable(new EntityId("device-1"), Golden.OFFSET, Golden.LOGGED_AT, reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null-key.txt           | the record has no key",
                "null-key-tombstone.txt | the record has no key",
                "empty-key.txt          | the key is empty",
                "non-utf8-key.txt       | the key is not UTF-8",
                "too-long-key.txt       | the key has 1025 bytes; at most 1024 are readable",
            })
    void shouldDecodeARecordThatNoRequestCouldNameAsUnaddressable(String file, String reason) {
        LogRecord decoded = codec.decode(Golden.record(file));

        assertThat(decoded).isEqualTo(new LogRecord.Unaddressable(Golden.OFFSET, reason));
    }

    @Test
    void shouldDecodeAnEnvelopeWhereItsTypeSaysThatItIsTheState() {
        RecordCodec accepting = new RecordCodec(new StateLimits(1000, 10, true));

        LogRecord decoded = accepting.decode(Golden.record("envelope.txt"));

        assertThat(decoded)
                .usingRecursiveComparison()
                .isEqualTo(readable(upsert("device-1", "updated", "{\"schema\":null,\"payload\":null}")));
    }

    @Test
    void shouldDecodeARecordWhoseReadingFailsAsUnreadable() {
        RawRecord.Headers failing = name -> {
            throw new ArithmeticException("underflow");
        };
        RawRecord.Headers deep = name -> {
            throw new StackOverflowError();
        };

        assertThat(codec.decode(new RawRecord(7, Golden.LOGGED_AT, bytes("device-1"), bytes("{}"), failing)))
                .isEqualTo(new LogRecord.Unreadable(
                        new EntityId("device-1"),
                        7,
                        Golden.LOGGED_AT,
                        "reading it failed with java.lang.ArithmeticException"));
        assertThat(codec.decode(new RawRecord(7, Golden.LOGGED_AT, bytes("device-1"), null, deep)))
                .isInstanceOf(LogRecord.Unreadable.class);
    }

    @Test
    void shouldDecodeTheLongestKey() {
        LogRecord decoded = codec.decode(Golden.record("longest-key.txt"));

        assertThat(decoded).usingRecursiveComparison().isEqualTo(readable(upsert("k".repeat(1024), "updated", "{}")));
    }

    @Test
    void shouldTakeHeadersWithoutValueAsMissing() {
        List<RawRecord.Header> headers = new ArrayList<>();
        headers.add(new RawRecord.Header(RecordCodec.TYPE_HEADER, null));
        headers.add(new RawRecord.Header(RecordCodec.CONTENT_TYPE_HEADER, null));

        LogRecord decoded = codec.decode(new RawRecord(
                Golden.OFFSET, Golden.LOGGED_AT, bytes("device-1"), bytes("{}"), RawRecord.Headers.of(headers)));

        assertThat(decoded).usingRecursiveComparison().isEqualTo(readable(upsert("device-1", "updated", "{}")));
    }

    @Test
    void shouldDecodeWhatItEncoded() {
        Change change = upsert("id %;\u0000", "registered", "{\"a\":[1,2,{\"b\":null}]}");
        RecordCodec.Encoded encoded = codec.encode(change, new CloudEventAttributes("1", "/s", Golden.LOGGED_AT));

        LogRecord decoded = codec.decode(new RawRecord(
                Golden.OFFSET,
                Golden.LOGGED_AT,
                encoded.key(),
                encoded.value(),
                RawRecord.Headers.of(encoded.headers())));

        assertThat(decoded).usingRecursiveComparison().isEqualTo(readable(change));
    }

    private static LogRecord readable(Change change) {
        return new LogRecord.Readable(change, Golden.OFFSET, Golden.LOGGED_AT);
    }

    private static Change upsert(String id, String event, String state) {
        return new Change.Upsert(new EntityId(id), event, bytes(state));
    }

    private static Change tombstone(String id, String event) {
        return new Change.Tombstone(new EntityId(id), event);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
