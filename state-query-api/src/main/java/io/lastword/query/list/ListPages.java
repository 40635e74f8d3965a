package io.lastword.query.list;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.token.Token;
import io.lastword.query.currency.Current;
import io.lastword.query.currency.CurrentReads;
import io.lastword.query.currency.Demand;
import io.lastword.query.currency.NotReady;
import io.lastword.query.scan.IndexReader;
import io.lastword.query.scan.Surroundings;
import io.lastword.query.snapshot.Allowance;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lists entities, page by page. Thread-safe; callers wait. */
public final class ListPages {

    private final CurrentReads reads;
    private final IndexReader indexes;
    private final NotReady notReady;

    public ListPages(CurrentReads reads, IndexReader indexes, NotReady notReady) {
        this.reads = reads;
        this.indexes = indexes;
        this.notReady = notReady;
    }

    /**
     * Reads a page. Over all pages, every entity that is in the list throughout, at one place, is listed once.
     *
     * @param cursor the {@code next} of the page before, or null to begin
     * @param limit most items on the page; it may have fewer, or none, and still not be the last
     * @param allowance bytes of states after which a page is short
     * @throws ProblemException where no true answer can be given now, or the cursor is of no use
     * @throws io.lastword.query.snapshot.StoreUnavailableException if the store did not answer
     */
    public Page page(ListQuery query, @Nullable String cursor, int limit, Demand demand, Allowance allowance) {
        Cursor from = cursor == null ? null : Cursor.decode(query, cursor);
        byte[] after = from == null ? null : from.place();
        Gathering gathering;
        try {
            // No page is from before the first one: whoever watches from its token would miss what lies between.
            gathering = reads.read(
                    query.type().name(),
                    from == null ? demand : demand.andAfter(from.token()),
                    partitions ->
                            new Gatherer(query, limit, source(query, after), notReady, allowance).gather(partitions),
                    Gathering::served);
        } catch (ProblemException e) {
            throw from != null && e.type() == ProblemType.TOKEN_OF_ANOTHER_LOG && isOf(from, demand)
                    ? from.ofAnotherLog(String.valueOf(e.members().get("incarnation")))
                    : e;
        }
        Current current = new Current(query.type().name(), gathering.served(), Map.of());
        String incarnation = current.incarnation().shortForm();
        if (from != null && !from.token().incarnation().equals(incarnation)) {
            throw from.ofAnotherLog(incarnation);
        }
        Token token = from == null ? Objects.requireNonNull(current.token(), "of whole partitions") : from.token();
        List<Page.Item> items = gathering.items().stream()
                .map(entry -> new Page.Item(entry.snapshot(), distance(query.order(), entry.place())))
                .toList();
        String next = gathering.last() == null
                ? null
                : Cursor.of(query, gathering.last(), token).encode();
        return new Page(current, items, gathering.unreadable(), token, next);
    }

    private Gatherer.Source source(ListQuery query, byte @Nullable [] after) {
        if (query.order() instanceof Order.Sorted sorted) {
            return wanted -> indexes.inOrder(wanted, sorted.index(), sorted.range(), after);
        }
        return new NearestSource(indexes, (Order.Nearest) query.order(), after);
    }

    private static @Nullable Double distance(Order order, byte[] place) {
        return order instanceof Order.Nearest ? Earth.metres(Surroundings.distance(place)) : null;
    }

    /** Whether the demand and the cursor are of one incarnation, as far as the demand says. */
    private static boolean isOf(Cursor cursor, Demand demand) {
        return demand.after() == null
                || demand.after().incarnation().equals(cursor.token().incarnation());
    }
}
