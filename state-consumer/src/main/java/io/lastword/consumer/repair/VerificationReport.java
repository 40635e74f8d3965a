package io.lastword.consumer.repair;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.lastword.consumer.verify.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a verification stands.
 *
 * @param partition the one asked for, or null for all
 * @param repair whether partitions in which something is found are built anew
 * @param endedAt null while it runs
 * @param failure why there are not all verdicts; null unless it failed
 * @param partitions the verdicts so far
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationReport(
        State state,
        @Nullable Integer partition,
        boolean repair,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String failure,
        Progress progress,
        List<Verdict> partitions) {

    /** Where a verification is. */
    public enum State {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("done")
        DONE,
        @JsonProperty("failed")
        FAILED
    }

    /**
     * How much is done.
     *
     * @param partitions that are to be verified; 0 until that is known
     * @param verified those with a verdict
     * @param checked entities compared so far, with those of the partition under way
     */
    public record Progress(int partitions, int verified, long checked) {}
}
