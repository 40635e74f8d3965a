package io.lastword.producer.bulk;

import io.lastword.producer.bulk.BulkResult.Rejection;
import java.io.IOException;

/**
 * Hears what becomes of each line of a bulk write, in no fixed order. Told by the thread that reads and by the log's
 * I/O thread, which must not be held up: only {@link #awaitRoom()} may wait.
 */
public interface LineResults {

    /** The line is in the log, on all in-sync replicas. */
    void accepted(long line, int partition, long revision);

    /** Something is wrong with the line; it is not in the log. */
    void rejected(Rejection rejection);

    /** The log failed; the line may or may not be in it. */
    void unknown(long line);

    /** The log or the service failed; the line is not in the log. */
    void notWritten(long line);

    /**
     * Called before each line by the thread that reads; waits while more has been heard than can be kept.
     *
     * @throws IOException if nobody will ever learn of the results
     */
    void awaitRoom() throws IOException;
}
