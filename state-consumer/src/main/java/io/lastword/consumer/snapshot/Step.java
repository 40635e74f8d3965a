package io.lastword.consumer.snapshot;

import io.lastword.model.entity.Position;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One move of a generation along the log.
 *
 * @param target the generation as the caller believes it to be
 * @param from the position that the caller starts from
 * @param to the position after the move; equal to {@code from} where only the progress is written
 * @param contents what the records between the two change
 * @param progress what else is known at this moment
 */
public record Step(Target target, Position from, Position to, StepContents contents, Progress progress) {

    /**
     * The generation that is moved. A step is applied only if it is stored with this role and this definition.
     *
     * @param generation the generation's id
     * @param definition the definition that it is folded with
     */
    public record Target(String generation, Role role, FoldDefinition definition) {}

    /** What a generation is to its partition. */
    public enum Role {
        SERVED(Layout.PartitionFields.SERVED),
        BUILDING(Layout.PartitionFields.BUILDING);

        private final String field;

        Role(String field) {
            this.field = field;
        }

        /** The partition record's field that names the generation with this role. */
        String field() {
            return field;
        }
    }

    /**
     * Facts about the log that are written beside the position.
     *
     * @param caughtUpAt the log ended at or before {@code to} at this time, or null
     * @param latestBelieved a stored caught-up-at after this is not believed, and replaced or removed
     * @param whole whether everything that the log ever held before {@code to} is in the generation, or was replaced
     *     by a change that is
     * @param tombstoneRetention the topic's setting now
     * @param logEnd end of the log when last looked at, or null
     * @param buildRecords records that the build has read from the log, or null if the generation is served already
     */
    public record Progress(
            @Nullable Instant caughtUpAt,
            Instant latestBelieved,
            boolean whole,
            Duration tombstoneRetention,
            Generation.@Nullable LogEnd logEnd,
            @Nullable Long buildRecords) {}
}
