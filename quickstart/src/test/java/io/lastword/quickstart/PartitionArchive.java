package io.lastword.quickstart;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Everything that one partition of one incarnation ever held, compacted away or not. Thread-safe. */
final class PartitionArchive {

    /** The first offset that a fold may have begun at, with the time since which none begins lower. */
    record Start(long offset, Instant asked, Instant done) {}

    private final int number;
    private final Map<String, NavigableMap<Long, Logged>> byId = new ConcurrentHashMap<>();
    private final NavigableMap<Long, Logged> all = new TreeMap<>();
    private final NavigableMap<Instant, Long> endByAcknowledgement = new TreeMap<>();
    private final List<Start> starts = new ArrayList<>(List.of(new Start(0, Instant.MIN, Instant.MIN)));
    private long end;
    private long neverCommitted;

    PartitionArchive(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Takes a record in; whether the log itself or its writer's acknowledgement told of it makes no difference. */
    synchronized void add(Logged logged) {
        all.put(logged.offset(), logged);
        byId.computeIfAbsent(logged.id(), id -> new TreeMap<>()).put(logged.offset(), logged);
    }

    /** Everything before this offset is in the archive. */
    synchronized void archivedTo(long offset) {
        end = Math.max(end, offset);
    }

    /** The broker has acknowledged, before this moment, a record at this offset, committed or not. */
    synchronized void acknowledged(long offset, Instant at) {
        Map.Entry<Instant, Long> before = endByAcknowledgement.floorEntry(at);
        if (before == null || before.getValue() <= offset) {
            endByAcknowledgement.put(at, offset + 1);
            endByAcknowledgement.tailMap(at, false).values().removeIf(later -> later <= offset + 1);
        }
    }

    /** So many offsets hold a transaction's marker or a record of an aborted one. */
    synchronized void neverCommitted(long offsets) {
        neverCommitted += offsets;
    }

    /** The log begins here now. */
    synchronized void startMoved(Start start) {
        starts.add(start);
    }

    synchronized long end() {
        return end;
    }

    synchronized long size() {
        return all.size();
    }

    /** The least end that the log had just before a moment. */
    synchronized long endBefore(Instant moment) {
        Map.Entry<Instant, Long> before = endByAcknowledgement.lowerEntry(moment);
        return before == null ? 0 : before.getValue();
    }

    synchronized @Nullable Logged at(long offset) {
        return all.get(offset);
    }

    /** Where a fold may have begun whose answer was given by the one moment and was complete as of the other. */
    synchronized List<Long> possibleStarts(Instant answeredAt, @Nullable Instant caughtUpAt) {
        List<Long> possible = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            boolean begun = starts.get(i).asked().isBefore(answeredAt);
            boolean over = i + 1 < starts.size()
                    && caughtUpAt != null
                    && caughtUpAt.isAfter(starts.get(i + 1).done());
            if (begun && !over) {
                possible.add(starts.get(i).offset());
            }
        }
        return possible;
    }

    /** The last word on an id among the offsets from start (inclusive) to end (exclusive), or null. */
    synchronized @Nullable Logged fold(String id, long from, long to) {
        NavigableMap<Long, Logged> ofId = byId.get(id);
        Map.Entry<Long, Logged> last = ofId == null ? null : ofId.lowerEntry(to);
        return last == null || last.getKey() < from ? null : last.getValue();
    }

    /** The records of an id from one offset (inclusive) on. */
    synchronized List<Logged> of(String id, long from) {
        NavigableMap<Long, Logged> ofId = byId.get(id);
        return ofId == null ? List.of() : List.copyOf(ofId.tailMap(from, true).values());
    }

    /** How many offsets up to the end hold nothing although nothing explains it; 0 if the archive is complete. */
    synchronized long unexplainedHoles() {
        return Math.max(0, end - all.headMap(end).size() - neverCommitted);
    }
}
