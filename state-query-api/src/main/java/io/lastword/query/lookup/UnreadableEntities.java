package io.lastword.query.lookup;

import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.query.currency.Current;
import io.lastword.query.currency.Demand;
import io.lastword.query.scan.UnreadableScan;
import io.lastword.query.scan.UnreadableScan.Batch;
import io.lastword.query.snapshot.PartitionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the entities of a type whose last change could not be read, partition after partition. Thread-safe. */
public final class UnreadableEntities {

    /** So many batches are read for one page, even if it is not full by then. */
    private static final int MAX_BATCHES = 1_000;

    private static final int MAX_REPEATS = 5;

    private final EntityLookup lookup;
    private final UnreadableScan scan;

    public UnreadableEntities(EntityLookup lookup, UnreadableScan scan) {
        this.lookup = lookup;
        this.scan = scan;
    }

    /** One unreadable entity. */
    public record Item(int partition, UnreadableEntity entity) {}

    /**
     * A part of the list.
     *
     * @param current the positions that it is true at, or a little later
     * @param next where the list goes on, or null if this is its end
     */
    public record Page(
            Current current, List<Item> items, @Nullable String next) {}

    /**
     * Reads a page. Over all pages, an entity that stays unreadable is listed; one that comes or goes meanwhile may be.
     * A partition whose generation changed since the last page is listed from its beginning again.
     *
     * @param cursor the {@code next} of the page before, or null to begin
     * @param limit most items on the page; it may have fewer, or none, and still not be the last
     * @throws ProblemException where no true answer can be given now, or the cursor is of no use
     * @throws io.lastword.query.snapshot.StoreUnavailableException if the store did not answer
     */
    public Page page(String type, @Nullable String cursor, int limit, Demand demand) {
        UnreadableCursor wanted = cursor == null ? null : UnreadableCursor.decode(type, cursor);
        for (int attempt = 0; attempt <= MAX_REPEATS; attempt++) {
            Current current = lookup.current(type, demand);
            Page page = read(current, wanted == null ? UnreadableCursor.startOf(current, 0) : wanted, limit);
            if (page != null) {
                return page;
            }
        }
        throw new ProblemException(
                        ProblemType.NOT_READY, "the generations of '" + type + "' change while they are read; retry")
                .with("reason", "changed-meanwhile")
                .retryAfter(Duration.ofSeconds(1));
    }

    /** Returns null if a generation was served no longer when it was read. */
    private @Nullable Page read(Current current, UnreadableCursor from, int limit) {
        int partitions = current.partitions().size();
        UnreadableCursor at = from.in(current);
        List<Item> items = new ArrayList<>();
        for (int batches = 0; at != null && batches < MAX_BATCHES && items.size() < limit; batches++) {
            Batch batch = scan.read(new PartitionKey(at.type(), at.partition()), at.generation(), at.scan());
            if (batch == null) {
                return null;
            }
            UnreadableCursor begun = at;
            List<UnreadableEntity> left = batch.entities().stream()
                    .filter(entity -> !begun.hasGiven(entity.id()))
                    .toList();
            List<UnreadableEntity> taken = left.subList(0, Math.min(left.size(), limit - items.size()));
            taken.forEach(entity -> items.add(new Item(begun.partition(), entity)));
            if (taken.size() < left.size()) {
                at = begun.after(taken);
            } else if (batch.next() != null) {
                at = at.at(batch.next());
            } else {
                at = at.partition() + 1 < partitions ? UnreadableCursor.startOf(current, at.partition() + 1) : null;
            }
        }
        return new Page(current, items, at == null ? null : at.encode());
    }
}
