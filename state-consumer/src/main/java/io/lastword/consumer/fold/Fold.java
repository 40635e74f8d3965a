package io.lastword.consumer.fold;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.index.IndexedValues;
import io.lastword.model.json.FieldReader;
import io.lastword.model.record.LogRecord;
import io.lastword.model.record.Partitioner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds records of one partition: of each key only the last record counts.
 *
 * @param partition the partition that the records come from
 * @param partitions the topic's partition count
 * @param fields reads what stands in the declared indexes
 */
public record Fold(int partition, int partitions, FieldReader fields) {

    /** Reduces a run of records, in log order, to what it changes. */
    public Delta reduce(List<LogRecord> records) {
        Map<EntityId, Outcome> outcomes = new LinkedHashMap<>(records.size() * 2);
        int unaddressable = 0;
        for (LogRecord record : records) {
            if (record instanceof LogRecord.Addressed addressed) {
                outcomes.put(addressed.id(), outcome(addressed));
            } else {
                unaddressable++;
            }
        }
        if (!fields.isIdle()) {
            outcomes.replaceAll((id, outcome) -> indexed(outcome));
        }
        return new Delta(outcomes, records.size(), unaddressable);
    }

    private Outcome indexed(Outcome outcome) {
        return outcome instanceof Outcome.Present present
                ? new Outcome.Present(
                        present.snapshot(),
                        fields.readIndexed(present.snapshot().state()))
                : outcome;
    }

    private Outcome outcome(LogRecord.Addressed record) {
        if (Partitioner.partition(record.id().toKey(), partitions) != partition) {
            return new Outcome.Misplaced(record.revision());
        }
        if (record instanceof LogRecord.Unreadable unreadable) {
            return new Outcome.Unreadable(new UnreadableEntity(
                    unreadable.id(), unreadable.revision(), unreadable.loggedAt(), unreadable.reason()));
        }
        LogRecord.Readable readable = (LogRecord.Readable) record;
        if (readable.change() instanceof Change.Upsert upsert) {
            return new Outcome.Present(
                    new Snapshot(upsert.id(), readable.revision(), upsert.event(), readable.loggedAt(), upsert.state()),
                    IndexedValues.NONE);
        }
        return new Outcome.Gone();
    }
}
