package io.lastword.query.watch.beginning;

import io.lastword.model.entity.Change.Upsert;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.record.LogRecord;
import io.lastword.query.filter.Filter;
import io.lastword.query.log.LogEntry;
import io.lastword.query.scan.EntityScan;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lastword.query.watch.events.WatchEvent;
import io.lastword.query.watch.tail.Change;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the entities of a type have been told to a watcher that begins with all of them. The position of its watch is
 * older than all that the scan reads; what changed since is left out, because its last change follows from the log.
 *
 * @param offsets the position, by partition
 * @param part how many parts of how many partitions have been read
 * @param place how far the next part has been read
 */
public record TypeScan(
        EntityScan scan,
        String type,
        Incarnation incarnation,
        long[] offsets,
        @Nullable Filter filter,
        int part,
        EntityScan.Place place) {

    /**
     * What a step has found.
     *
     * @param rest what comes after it, or null if it was the last one
     */
    public record Found(List<WatchEvent> events, @Nullable TypeScan rest) {}

    /** Takes the next step; null if that cannot be done now. */
    @Nullable
    public Found read() {
        int partition = part / EntityScan.PARTS;
        EntityScan.Step step = scan.step(
                new PartitionKey(type, partition), part % EntityScan.PARTS, place, incarnation, offsets[partition]);
        if (step == null) {
            return null;
        }
        List<WatchEvent> events = new ArrayList<>();
        for (StoredEntity entity : step.entities().values()) {
            WatchEvent event = event(partition, entity);
            if (event != null) {
                events.add(event);
            }
        }
        return new Found(events, rest(step.next()));
    }

    private @Nullable TypeScan rest(EntityScan.@Nullable Place next) {
        if (next != null) {
            return new TypeScan(scan, type, incarnation, offsets, filter, part, next);
        }
        return part + 1 == offsets.length * EntityScan.PARTS
                ? null
                : new TypeScan(scan, type, incarnation, offsets, filter, part + 1, EntityScan.Place.BEGINNING);
    }

    private @Nullable WatchEvent event(int partition, StoredEntity entity) {
        WatchEvent.Told event = told(incarnation, partition, entity);
        return event == null || event.change().offset() >= offsets[partition] || isFilteredOut(entity) ? null : event;
    }

    private boolean isFilteredOut(StoredEntity entity) {
        return filter != null
                && (entity instanceof StoredEntity.Present present
                        ? !filter.accepts(
                                present.snapshot().id(), present.snapshot().state())
                        : entity instanceof StoredEntity.Unreadable unreadable
                                && !filter.mayAccept(unreadable.entity().id()));
    }

    /** What is stored of an entity, as the beginning of a watch; null if it is absent. */
    public static WatchEvent.@Nullable Told told(Incarnation incarnation, int partition, StoredEntity entity) {
        if (entity instanceof StoredEntity.Present present) {
            LogRecord.Addressed record = new LogRecord.Readable(
                    new Upsert(
                            present.snapshot().id(),
                            present.snapshot().event(),
                            present.snapshot().state()),
                    present.snapshot().revision(),
                    present.snapshot().updatedAt());
            int bytes = present.snapshot().state().length;
            return told(incarnation, partition, record, bytes, WatchEvent.Kind.SNAPSHOT);
        }
        if (entity instanceof StoredEntity.Unreadable unreadable) {
            LogRecord.Addressed record = new LogRecord.Unreadable(
                    unreadable.entity().id(),
                    unreadable.entity().revision(),
                    unreadable.entity().loggedAt(),
                    unreadable.entity().reason());
            int bytes = unreadable.entity().reason().length();
            return told(incarnation, partition, record, bytes, WatchEvent.Kind.UNREADABLE);
        }
        return null;
    }

    private static WatchEvent.Told told(
            Incarnation incarnation, int partition, LogRecord.Addressed record, int bytes, WatchEvent.Kind kind) {
        int all = record.id().toKey().length + bytes;
        return new WatchEvent.Told(kind, new Change(incarnation, new LogEntry(partition, record, all, false)));
    }
}
