package io.lastword.consumer.reading;

import io.lastword.consumer.fold.Delta;
import io.lastword.consumer.fold.Fold;
import io.lastword.consumer.topic.RawRecords;
import io.lastword.model.entity.Position;
import io.lastword.model.record.LogRecord;
import io.lastword.model.record.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** Cuts what a poll returned into batches of a bounded size, each decoded and reduced. */
public final class RecordReader {

    private final RecordCodec codec;
    private final int batchSize;
    private final long batchBytes;
    private final FlawLog flaws;

    /**
     * @param batchSize most records in a batch
     * @param batchBytes a batch ends with the record that reaches so many bytes
     */
    public RecordReader(RecordCodec codec, int batchSize, long batchBytes, FlawLog flaws) {
        this.codec = codec;
        this.batchSize = batchSize;
        this.batchBytes = batchBytes;
        this.flaws = flaws;
    }

    /**
     * A run of records as one store step.
     *
     * @param nextOffset position after the run
     * @param leaderEpoch of what comes last before {@code nextOffset}, be it a record or a marker, or {@link Position#UNKNOWN_EPOCH}
     */
    record Batch(Delta delta, long nextOffset, int leaderEpoch) {}

    /**
     * Reads one partition's share of a poll.
     *
     * @param next where the next poll goes on: beyond the last record where markers or compacted records follow it
     * @return at least one batch; the last one ends at {@code next}
     */
    List<Batch> read(Fold fold, List<ConsumerRecord<byte[], byte[]>> records, OffsetAndMetadata next) {
        List<Batch> batches = new ArrayList<>();
        int from = 0;
        do {
            int to = endOfBatch(records, from);
            List<LogRecord> decoded = new ArrayList<>(to - from);
            for (ConsumerRecord<byte[], byte[]> record : records.subList(from, to)) {
                decoded.add(decode(record));
            }
            boolean last = to == records.size();
            long nextOffset = last ? next.offset() : records.get(to - 1).offset() + 1;
            // A marker after the last record may be of a later epoch, and the position is beyond it.
            Optional<Integer> epoch = last && next.leaderEpoch().isPresent() || to == 0
                    ? next.leaderEpoch()
                    : records.get(to - 1).leaderEpoch();
            batches.add(new Batch(fold.reduce(decoded), nextOffset, epoch.orElse(Position.UNKNOWN_EPOCH)));
            from = to;
        } while (from < records.size());
        return batches;
    }

    private int endOfBatch(List<ConsumerRecord<byte[], byte[]>> records, int from) {
        int most = Math.min(records.size(), from + batchSize);
        long bytes = 0;
        for (int to = from; to < most; to++) {
            bytes += Portion.size(records.get(to));
            if (bytes >= batchBytes) {
                return to + 1;
            }
        }
        return most;
    }

    private LogRecord decode(ConsumerRecord<byte[], byte[]> record) {
        LogRecord decoded = codec.decode(RawRecords.of(record));
        flaws.note(record, decoded);
        return decoded;
    }
}
