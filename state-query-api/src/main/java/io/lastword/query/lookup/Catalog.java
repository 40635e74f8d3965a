package io.lastword.query.lookup;

import io.lastword.model.CatalogEntry;
import io.lastword.query.snapshot.SnapshotReader;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the consumer says of the logs. An entry is kept until a read shows that it is out of date, so lookups do not
 * ask for it each time. Thread-safe.
 */
final class Catalog {

    private final SnapshotReader reader;
    private final Map<String, CatalogEntry> entries = new ConcurrentHashMap<>();

    Catalog(SnapshotReader reader) {
        this.reader = reader;
    }

    /** The type's entry, or null if no consumer has made one. */
    @Nullable
    CatalogEntry find(String type) {
        CatalogEntry known = entries.get(type);
        if (known != null) {
            return known;
        }
        CatalogEntry read = reader.catalogEntry(type);
        if (read != null) {
            entries.put(type, read);
        }
        return read;
    }

    /** Has the next look-up of this type ask the store. */
    void forget(String type) {
        entries.remove(type);
    }
}
