package io.lastword.query.currency;

import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.store.CatalogEntry;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead.Served;
import io.lastword.query.snapshot.SnapshotReader;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Repeats a read until what it found may be an answer: current enough for the one who asks, and not older than what this
 * instance has answered from before. Thread-safe; callers wait.
 */
public final class CurrentReads {

    /** Reads repeated at once, without waiting, before it is said that store and catalog do not fit together. */
    private static final int MAX_REPEATS = 5;

    private final Catalog catalog;
    private final NotReady notReady;
    private final Freshness freshness;
    private final PositionWatch watch;
    private final Ticker ticker;

    public CurrentReads(
            SnapshotReader reader,
            NotReady notReady,
            PositionWatch watch,
            Duration clockSkew,
            Clock clock,
            Ticker ticker) {
        this.catalog = new Catalog(reader, ticker);
        this.notReady = notReady;
        this.freshness = new Freshness(new AnsweredPositions(reader::positionsSince), clockSkew, clock);
        this.watch = watch;
        this.ticker = ticker;
    }

    /** How many partitions the type's log has. */
    public int partitions(String type) {
        CatalogEntry entry = catalog.find(type);
        if (entry == null) {
            throw notReady.noCatalog(type);
        }
        return entry.partitions();
    }

    /**
     * Reads.
     *
     * @param read reads once, given how many partitions the type's log has
     * @param served what it has read of which partition
     * @throws ProblemException where no true answer can be given now
     * @throws NotYetException where it has to be waited for, and the demand is not to hold its thread
     */
    public <T> T read(String type, Demand demand, IntFunction<T> read, Function<T, Map<Integer, Served>> served) {
        Deadline deadline = Deadline.in(demand.timeout(), ticker);
        int repeats = 0;
        while (true) {
            int partitions = partitions(type);
            T found = read.apply(partitions);
            Freshness.Shortfall shortfall = freshness.check(type, partitions, served.apply(found), demand);
            if (shortfall == null) {
                return found;
            }
            switch (shortfall.remedy()) {
                case NONE -> throw shortfall.problem();
                case READ_AGAIN -> {
                    if (++repeats > MAX_REPEATS) {
                        throw shortfall.problem();
                    }
                    catalog.forget(type);
                }
                case WAIT -> {
                    if (deadline.isOver()) {
                        throw shortfall.problem();
                    }
                    if (!demand.holdsThread()) {
                        throw new NotYetException(
                                shortfall.problem(), demand.timeout(), () -> await(shortfall, partitions, demand));
                    }
                    PositionWatch.join(await(shortfall, partitions, demand), deadline.left());
                }
            }
        }
    }

    /** Until what is missing may be there. */
    private CompletableFuture<Void> await(Freshness.Shortfall shortfall, int partitions, Demand demand) {
        PartitionKey key = shortfall.partition();
        return watch.await(key, partitions, read -> freshness.isWorthReading(key, read, demand));
    }
}
