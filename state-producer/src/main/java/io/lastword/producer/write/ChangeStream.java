package io.lastword.producer.write;

import io.lastword.model.entity.Change;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one type on their way to the log, counted and not remembered: for a writer that can make them again. One
 * thread sends; any may ask.
 */
public interface ChangeStream {

    /**
     * What has become of the changes sent.
     *
     * @param accepted are in the log, on all in-sync replicas
     * @param rejected are certainly not
     * @param unknown may or may not be
     * @param inFlight are not decided yet
     * @param token covers every accepted change; null if there is none
     * @param failure why the stream ended; null while it goes well
     */
    record Progress(
            long accepted,
            long rejected,
            long unknown,
            long inFlight,
            @Nullable String token,
            @Nullable String failure) {}

    /**
     * Gives a change to the log, waiting for room as long as the log is slow. Changes of one id keep their order.
     *
     * @return false once anything has failed; the change may have been what failed, and counts only then
     */
    boolean send(Change change);

    /** Waits until everything sent is decided; what is not in time counts as unknown. Nothing is sent after that. */
    void finish(Duration within);

    Progress progress();
}
