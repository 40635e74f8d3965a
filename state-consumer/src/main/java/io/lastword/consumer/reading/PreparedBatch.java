package io.lastword.consumer.reading;

import io.lastword.consumer.snapshot.StepContents;

/**
 * A batch of records, ready to be sent to the store once the log is known to be the one that it was read from.
 *
 * @param nextOffset position after the batch
 * @param leaderEpoch of what comes last before {@code nextOffset}
 */
record PreparedBatch(StepContents contents, long nextOffset, int leaderEpoch) {

    /** @param partitions the topic's partition count */
    static PreparedBatch of(RecordReader.Batch batch, int partitions) {
        return new PreparedBatch(StepContents.of(batch.delta(), partitions), batch.nextOffset(), batch.leaderEpoch());
    }
}
