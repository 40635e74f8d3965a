package io.lastword.query.watch.tail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The latest changes of a log, without a gap up to its end. Not thread-safe. */
final class RecentChanges {

    private final long maxBytes;
    private final List<Deque<Change>> changes = new ArrayList<>();
    private final long[] starts;
    private final long[] bytes;

    /**
     * @param starts where the reading of the log begins, by partition
     * @param maxBytes of all partitions together
     */
    RecentChanges(long[] starts, long maxBytes) {
        this.starts = starts.clone();
        this.bytes = new long[starts.length];
        this.maxBytes = maxBytes / starts.length;
        for (int partition = 0; partition < starts.length; partition++) {
            changes.add(new ArrayDeque<>());
        }
    }

    void add(Change change) {
        int partition = change.partition();
        Deque<Change> ofPartition = changes.get(partition);
        ofPartition.addLast(change);
        bytes[partition] += change.bytes();
        while (bytes[partition] > maxBytes) {
            Change oldest = ofPartition.removeFirst();
            bytes[partition] -= oldest.bytes();
            starts[partition] = oldest.offset() + 1;
        }
    }

    /** Whether every change of the partition from this offset on is here. */
    boolean reachBackTo(int partition, long offset) {
        return offset >= starts[partition];
    }

    /** The changes of a partition from an offset on, in the order of the log. */
    List<Change> from(int partition, long offset) {
        List<Change> found = new ArrayList<>();
        Iterator<Change> newestFirst = changes.get(partition).descendingIterator();
        while (newestFirst.hasNext()) {
            Change change = newestFirst.next();
            if (change.offset() < offset) {
                break;
            }
            found.add(change);
        }
        Collections.reverse(found);
        return found;
    }
}
