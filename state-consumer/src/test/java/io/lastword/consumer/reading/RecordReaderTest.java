package io.lastword.consumer.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lastword.consumer.fold.Fold;
import io.lastword.consumer.fold.Outcome;
import io.lastword.consumer.reading.RecordReader.Batch;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Position;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexSet;
import io.lastword.model.json.FieldReader;
import io.lastword.model.record.RecordCodec;
import io.lastword.model.store.FoldDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RecordReaderTest {

    private static final Fold FOLD =
            new Fold(0, 1, new FieldReader(new FoldDefinition(new StateLimits(1_000, 10), IndexSet.BY_ID)));
    private static final int BATCH_SIZE = 3;

    private final RecordReader reader =
            new RecordReader(new RecordCodec(new StateLimits(1_000, 10)), BATCH_SIZE, 1_000, new FlawLog());

    @Test
    void shouldMakeOneBatchOfAFullOne() {
        List<Batch> batches = reader.read(FOLD, records(0, 1, 2), next(3, 0));

        assertThat(batches).extracting(Batch::nextOffset).containsExactly(3L);
        assertThat(batches).extracting(batch -> batch.delta().records()).containsExactly(3);
    }

    @Test
    void shouldCutAPollIntoBatches() {
        List<Batch> batches = reader.read(FOLD, records(0, 1, 2, 3, 4, 5, 6), next(7, 0));

        assertThat(batches).extracting(Batch::nextOffset).containsExactly(3L, 6L, 7L);
        assertThat(batches).extracting(batch -> batch.delta().records()).containsExactly(3, 3, 1);
    }

    /** A step of the store is held in memory and sent as one call. */
    @Test
    void shouldEndABatchThatHasBytesEnough() {
        String wide = "{\"wide\":\"" + "x".repeat(600) + "\"}";
        List<Batch> batches = reader.read(
                FOLD,
                List.of(record(0, "a", wide), record(1, "b", wide), record(2, "c", wide), record(3, "d", "{}")),
                next(4, 0));

        assertThat(batches).extracting(Batch::nextOffset).containsExactly(2L, 4L);
    }

    @Test
    void shouldEndEachBatchBehindItsLastRecordWhereRecordsWereCompactedAway() {
        List<Batch> batches = reader.read(FOLD, records(0, 10, 20, 30, 40), next(41, 0));

        assertThat(batches).extracting(Batch::nextOffset).containsExactly(21L, 41L);
    }

    @Test
    void shouldEndTheLastBatchWhereTheNextPollGoesOn() {
        List<Batch> batches = reader.read(FOLD, records(0, 1, 2, 3), next(99, 0));

        assertThat(batches).extracting(Batch::nextOffset).containsExactly(3L, 99L);
    }

    @Test
    void shouldMoveOnWithoutRecords() {
        List<Batch> batches = reader.read(FOLD, List.of(), next(42, 7));

        assertThat(batches).hasSize(1);
        assertThat(batches.get(0).nextOffset()).isEqualTo(42);
        assertThat(batches.get(0).leaderEpoch()).isEqualTo(7);
        assertThat(batches.get(0).delta().records()).isZero();
        assertThat(batches.get(0).delta().outcomes()).isEmpty();
    }

    @Test
    void shouldKnowNoEpochWithoutRecordsWhereThePollKnowsNone() {
        List<Batch> batches = reader.read(FOLD, List.of(), new OffsetAndMetadata(42));

        assertThat(batches.get(0).leaderEpoch()).isEqualTo(Position.UNKNOWN_EPOCH);
    }

    @Test
    void shouldTakeTheEpochOfEachBatchsLastRecord() {
        List<ConsumerRecord<byte[], byte[]>> records = List.of(
                record(0, Optional.of(1)),
                record(1, Optional.of(1)),
                record(2, Optional.of(2)),
                record(3, Optional.of(5)));

        List<Batch> batches = reader.read(FOLD, records, next(4, 5));

        assertThat(batches).extracting(Batch::leaderEpoch).containsExactly(2, 5);
    }

    @Test
    void shouldTakeTheEpochOfAMarkerThatFollowsTheLastRecord() {
        List<ConsumerRecord<byte[], byte[]>> records = List.of(record(0, Optional.of(1)));

        List<Batch> batches = reader.read(FOLD, records, next(2, 3));

        assertThat(batches).extracting(Batch::leaderEpoch).containsExactly(3);
    }

    @Test
    void shouldFallBackToTheRecordsEpochWhereThePollKnowsNone() {
        List<ConsumerRecord<byte[], byte[]>> records = List.of(record(0, Optional.of(1)));

        List<Batch> batches = reader.read(FOLD, records, new OffsetAndMetadata(1));

        assertThat(batches).extracting(Batch::leaderEpoch).containsExactly(1);
    }

    @Test
    void shouldKnowNoEpochOfOldRecords() {
        List<Batch> batches = reader.read(FOLD, List.of(record(0, Optional.empty())), new OffsetAndMetadata(1));

        assertThat(batches).extracting(Batch::leaderEpoch).containsExactly(Position.UNKNOWN_EPOCH);
    }

    @Test
    void shouldKeepTheLastWordOfEachBatch() {
        List<ConsumerRecord<byte[], byte[]>> records = List.of(
                record(0, "a", "{\"n\":0}"),
                record(1, "a", "{\"n\":1}"),
                record(2, "b", "not JSON"),
                record(3, "a", null));

        List<Batch> batches = reader.read(FOLD, records, next(4, 0));

        EntityId a = new EntityId("a");
        assertThat(((Outcome.Present) batches.get(0).delta().outcomes().get(a))
                        .snapshot()
                        .revision())
                .isEqualTo(1);
        assertThat(batches.get(0).delta().outcomes().get(new EntityId("b"))).isInstanceOf(Outcome.Unreadable.class);
        assertThat(batches.get(1).delta().outcomes()).containsOnlyKeys(a);
        assertThat(batches.get(1).delta().outcomes().get(a)).isEqualTo(new Outcome.Gone());
    }

    @Test
    void shouldLogUnreadableRecordsAtABoundedRate() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(FlawLog.class);
        logger.addAppender(lines);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int offset = 0; offset < 1_000; offset++) {
            records.add(record(offset, "a", "not JSON"));
        }

        try {
            reader.read(FOLD, records, next(1_000, 0));
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getFormattedMessage())
                .contains("unreadable change at offset 0", "0 more since the last line", "the JSON is malformed");
    }

    @Test
    void shouldCountRecordsThatNoRequestCouldAddress() {
        ConsumerRecord<byte[], byte[]> bad = record(0, new byte[] {(byte) 0xff}, "{}", Optional.of(0));

        List<Batch> batches = reader.read(FOLD, List.of(bad), next(1, 0));

        assertThat(batches.get(0).delta().unaddressable()).isEqualTo(1);
        assertThat(batches.get(0).delta().records()).isEqualTo(1);
        assertThat(batches.get(0).delta().outcomes()).isEmpty();
    }

    private static OffsetAndMetadata next(long offset, int epoch) {
        return new OffsetAndMetadata(offset, Optional.of(epoch), "");
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(long... offsets) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset : offsets) {
            records.add(record(offset, Optional.of(0)));
        }
        return records;
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, Optional<Integer> epoch) {
        return record(offset, ("id-" + offset).getBytes(UTF_8), "{}", epoch);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, String id, String value) {
        return record(offset, id.getBytes(UTF_8), value, Optional.of(0));
    }

    private static ConsumerRecord<byte[], byte[]> record(
            long offset, byte[] key, String value, Optional<Integer> epoch) {
        byte[] bytes = value == null ? null : value.getBytes(UTF_8);
        return new ConsumerRecord<>(
                "topic",
                0,
                offset,
                1_000 + offset,
                TimestampType.LOG_APPEND_TIME,
                key.length,
                bytes == null ? 0 : bytes.length,
                key,
                bytes,
                new RecordHeaders(),
                epoch);
    }
}
