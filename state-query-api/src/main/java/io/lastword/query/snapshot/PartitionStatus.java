package io.lastword.query.snapshot;

import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the store says of one partition to operators; read in several steps, so its parts may be a moment apart, but all of
 * them are of the generation that was served from the first step to the last.
 *
 * @param served record of the served generation, or null if the partition is cold
 * @param building record of the generation being built, or null
 * @param marks what else is noted of it
 * @param unreadable entities of the served generation whose last change could not be read
 * @param misplaced keys in the served generation that belong in other partitions
 */
public record PartitionStatus(
        int partition,
        @Nullable Generation served,
        @Nullable Generation building,
        Marks marks,
        long unreadable,
        long misplaced) {

    /**
     * What is noted of a partition beside its generations.
     *
     * @param frozen why the served generation is not folded into any more, or null if it is
     * @param putOff why a rebuild was given up that is tried again later, or null
     */
    public record Marks(@Nullable String frozen, @Nullable String putOff) {

        static final Marks NONE = new Marks(null, null);
    }

    public @Nullable String frozen() {
        return marks.frozen();
    }

    public @Nullable String putOff() {
        return marks.putOff();
    }

    /** Whether a generation is served that this version can read. */
    public boolean isReadable() {
        return served != null && Layout.isOfThisVersion(served.definition().getBytes(StandardCharsets.UTF_8));
    }

    /** Why nothing can be read, where it is not {@link #isReadable readable}. */
    public String coldReason() {
        if (building != null) {
            return building.build().reason();
        }
        return served == null ? "store-empty" : "definition-changed";
    }
}
