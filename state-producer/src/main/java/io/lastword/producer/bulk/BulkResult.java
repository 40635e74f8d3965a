package io.lastword.producer.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a bulk write that was read to its end.
 *
 * @param accepted lines that are in the log
 * @param rejectedCount lines that are not, since something is wrong with them
 * @param rejected the first {@value #MAX_REJECTIONS} of them
 * @param token covers every accepted line; absent if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BulkResult(
        long accepted,
        long rejectedCount,
        List<Rejection> rejected,
        @Nullable String token) {

    public static final int MAX_REJECTIONS = 1_000;

    /**
     * A line that was not written.
     *
     * @param line counts from 1, blank lines included
     * @param id absent where it could not be read
     * @param reason what is wrong, and where
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rejection(long line, @Nullable String id, String reason) {}

    public BulkResult {
        rejected = List.copyOf(rejected);
    }
}
