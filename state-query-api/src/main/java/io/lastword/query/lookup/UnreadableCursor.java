package io.lastword.query.lookup;

import static java.util.Objects.requireNonNull;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.query.currency.Current;
import io.lastword.query.scan.UnreadableScan;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where a list of unreadable entities goes on. Clients see only {@link #encode() opaque text}: about 90 characters, and
 * six more for each entity that was given of a batch that is not done.
 *
 * @param incarnation short form of the incarnation of the log that the list is of
 * @param partition whose entities come next
 * @param generation the one that was being read
 * @param scan the cursor of the batch that comes next, or of the one that was begun
 * @param given checksums of the ids of that batch that were listed already; the batch may have changed by the next page
 */
record UnreadableCursor(
        String type, String incarnation, int partition, String generation, String scan, SortedSet<Integer> given) {

    private static final String VERSION = "1";
    private static final int TEXT_FIELDS = 6;

    UnreadableCursor {
        given = Collections.unmodifiableSortedSet(new TreeSet<>(given));
    }

    static UnreadableCursor startOf(Current current, int partition) {
        return new UnreadableCursor(
                current.type(),
                current.incarnation().shortForm(),
                partition,
                requireNonNull(current.partitions().get(partition)).generation(),
                UnreadableScan.START,
                Collections.emptySortedSet());
    }

    boolean hasGiven(EntityId id) {
        return given.contains(checksum(id));
    }

    /** In the same batch, with these entities given too. */
    UnreadableCursor after(List<UnreadableEntity> taken) {
        SortedSet<Integer> more = new TreeSet<>(given);
        taken.forEach(entity -> more.add(checksum(entity.id())));
        return new UnreadableCursor(type, incarnation, partition, generation, scan, more);
    }

    /** At the beginning of another batch. */
    UnreadableCursor at(String nextScan) {
        return new UnreadableCursor(type, incarnation, partition, generation, nextScan, Collections.emptySortedSet());
    }

    String encode() {
        String text =
                String.join("\n", VERSION, type, incarnation, Integer.toString(partition), generation, scan) + "\n";
        byte[] head = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(head.length + given.size() * Integer.BYTES);
        bytes.put(head);
        given.forEach(bytes::putInt);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws ProblemException if the text is not a cursor of this type's list, quoting it */
    static UnreadableCursor decode(String type, String text) {
        UnreadableCursor cursor = parse(text);
        if (cursor == null || !cursor.type.equals(type) || !cursor.encode().equals(text)) {
            throw invalid(type, text);
        }
        return cursor;
    }

    /**
     * This cursor where its partition is served from the generation that it is of, else the beginning of the partition.
     *
     * @throws ProblemException if it is of another log
     */
    UnreadableCursor in(Current current) {
        String now = current.incarnation().shortForm();
        if (!incarnation.equals(now)) {
            throw new ProblemException(
                            ProblemType.TOKEN_OF_ANOTHER_LOG,
                            "cursor='" + encode() + "' is of incarnation " + incarnation + " of the log of '" + type
                                    + "', which is now " + now + ": the topic was recreated; begin again without a"
                                    + " cursor")
                    .with("incarnation", now);
        }
        Served served = current.partitions().get(partition);
        if (served == null) {
            throw invalid(type, encode());
        }
        return served.generation().equals(generation) ? this : startOf(current, partition);
    }

    private static @Nullable UnreadableCursor parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            int end = 0;
            for (int fields = 0; fields < TEXT_FIELDS && end < bytes.length; end++) {
                fields += bytes[end] == '\n' ? 1 : 0;
            }
            String[] fields = new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n", -1);
            if (fields.length != TEXT_FIELDS + 1 || !fields[0].equals(VERSION)) {
                return null;
            }
            int partition = Integer.parseInt(fields[3]);
            Long.parseUnsignedLong(fields[5]);
            SortedSet<Integer> given = new TreeSet<>();
            ByteBuffer rest = ByteBuffer.wrap(Arrays.copyOfRange(bytes, end, bytes.length));
            while (rest.remaining() >= Integer.BYTES) {
                given.add(rest.getInt());
            }
            return partition < 0 || partition >= EntityType.MAX_PARTITIONS
                    ? null
                    : new UnreadableCursor(fields[1], fields[2], partition, fields[4], fields[5], given);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int checksum(EntityId id) {
        CRC32 crc = new CRC32();
        crc.update(id.toKey());
        return (int) crc.getValue();
    }

    private static ProblemException invalid(String type, String text) {
        return new ProblemException(
                ProblemType.INVALID_PARAMETER,
                "cursor='" + text + "' is not one of the list of unreadable '" + type
                        + "' entities; use the 'next' of the page before, or leave it out to begin");
    }
}
