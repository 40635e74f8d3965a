package io.lastword.query.watch.events;

import io.lastword.model.entity.Change.Upsert;
import io.lastword.model.entity.EntityId;
import io.lastword.model.record.LogRecord;
import io.lastword.query.filter.Filter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changes mean to one watcher. A filtered watcher must not keep an entity that no longer matches. What it holds is
 * not known, since it may have resumed, so it is told of every entity once that it has left, and not again while it is
 * remembered to have been told. For one thread.
 */
public final class Kinds {

    /** Beyond, the oldest are forgotten, and may be told to have left once more. */
    private static final int MAX_REMEMBERED = 10_000;

    private final @Nullable Filter filter;
    private final Set<EntityId> notHeld = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<EntityId, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    });

    public Kinds(@Nullable Filter filter) {
        this.filter = filter;
    }

    /** Returns null if the watcher need not be told. */
    public WatchEvent.@Nullable Kind of(LogRecord.Addressed record) {
        if (filter != null && !filter.mayAccept(record.id())) {
            return null;
        }
        if (record instanceof LogRecord.Readable readable) {
            if (readable.change() instanceof Upsert upsert) {
                return filter == null || filter.accepts(upsert.id(), upsert.state())
                        ? held(record.id(), WatchEvent.Kind.CHANGE)
                        : gone(record.id(), WatchEvent.Kind.LEFT);
            }
            return gone(record.id(), WatchEvent.Kind.DELETED);
        }
        return held(record.id(), WatchEvent.Kind.UNREADABLE);
    }

    private WatchEvent.Kind held(EntityId id, WatchEvent.Kind kind) {
        notHeld.remove(id);
        return kind;
    }

    private WatchEvent.@Nullable Kind gone(EntityId id, WatchEvent.Kind kind) {
        return filter == null || notHeld.add(id) ? kind : null;
    }
}
