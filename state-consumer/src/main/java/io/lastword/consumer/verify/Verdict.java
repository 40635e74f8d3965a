package io.lastword.consumer.verify;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.lastword.model.store.Generation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the verification of one partition found.
 *
 * @param generation the one that was compared
 * @param incarnation short form of the log's incarnation
 * @param offset every entity was compared with the log up to this offset or a later one
 * @param behind how many offsets that was short of the log's end when the verification began; 0 where the fold had
 *     caught up
 * @param checked entities that the log or the store has
 * @param ghosts entities that the store has and the log has not
 * @param missing entities that the log has and the store has not
 * @param stale entities that both have, and whose stored revision, kind or bytes are not the log's
 * @param ghostEntries entries of indexes that the log does not give their entities
 * @param missingEntries entries that the log gives an entity and the index lacks
 * @param examples the first 100 of each
 * @param repair what was done about it, or null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Verdict(
        int partition,
        String generation,
        String incarnation,
        long offset,
        long behind,
        long checked,
        long ghosts,
        long missing,
        long stale,
        long ghostEntries,
        long missingEntries,
        List<Example> examples,
        @Nullable Repair repair) {

    /** So many entities of each fault are named. */
    public static final int MAX_EXAMPLES = 100;

    /** What is done about a partition in which something was found. */
    public enum Repair {
        /** It is built anew, with the reason {@code store-damaged}, and cold meanwhile. */
        @JsonProperty("rebuild")
        REBUILD,
        /** Nothing: another generation has taken the place of the one that was compared. */
        @JsonProperty("replaced")
        REPLACED
    }

    /**
     * One entity at fault.
     *
     * @param storedRevision null if it is not stored, or if the fault is in an index
     * @param logRevision null if the log does not have it
     */
    public record Example(
            Fault fault,
            String id,
            @Nullable Long storedRevision,
            @Nullable Long logRevision,
            String detail) {}

    @JsonIgnore
    public boolean isClean() {
        return ghosts + missing + stale + ghostEntries + missingEntries == 0;
    }

    /** The same verdict, and what was done about it. */
    public Verdict with(Repair done) {
        return new Verdict(
                partition,
                generation,
                incarnation,
                offset,
                behind,
                checked,
                ghosts,
                missing,
                stale,
                ghostEntries,
                missingEntries,
                examples,
                done);
    }

    /** Adds slices up. For one thread. */
    static final class Tally {

        private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
        private final Map<Fault, List<Example>> examples = new EnumMap<>(Fault.class);
        private long checked;

        void add(Comparison slice) {
            checked += slice.checked();
            slice.mismatches().stream()
                    .sorted(Comparator.comparing(mismatch -> mismatch.id().value()))
                    .forEach(this::add);
        }

        private void add(Mismatch mismatch) {
            counts.merge(mismatch.fault(), 1L, Long::sum);
            List<Example> ofFault = examples.computeIfAbsent(mismatch.fault(), fault -> new ArrayList<>());
            if (ofFault.size() < MAX_EXAMPLES) {
                ofFault.add(new Example(
                        mismatch.fault(),
                        mismatch.id().value(),
                        mismatch.storedRevision(),
                        mismatch.logRevision(),
                        mismatch.detail()));
            }
        }

        long checked() {
            return checked;
        }

        /**
         * @param start the generation as it was at first
         * @param behind as in the verdict
         */
        Verdict verdict(int partition, Generation start, long behind) {
            return new Verdict(
                    partition,
                    start.id(),
                    start.position().incarnation().shortForm(),
                    start.position().offset(),
                    behind,
                    checked,
                    counts.getOrDefault(Fault.GHOST, 0L),
                    counts.getOrDefault(Fault.MISSING, 0L),
                    counts.getOrDefault(Fault.STALE, 0L),
                    counts.getOrDefault(Fault.GHOST_ENTRY, 0L),
                    counts.getOrDefault(Fault.MISSING_ENTRY, 0L),
                    examples.values().stream().flatMap(List::stream).toList(),
                    null);
        }
    }
}
