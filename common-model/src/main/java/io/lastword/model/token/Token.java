package io.lastword.model.token;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Positions in one type's log, as clients carry them from an answer to the next request. Clients see only
 * {@link #encode() opaque text} of at most 3,696 characters.
 *
 * @param type name of the entity type
 * @param incarnation short form of the log's incarnation
 * @param caughtUpAt at this time the log held nothing beyond the positions; null if not known
 * @param positions partition to next offset; 1 to {@link EntityType#MAX_PARTITIONS} of them
 */
public record Token(
        String type, String incarnation, @Nullable Instant caughtUpAt, SortedMap<Integer, Long> positions) {

    private static final byte VERSION = 1;
    private static final long UNKNOWN_TIME = -1;

    public Token {
        if (positions.size() > EntityType.MAX_PARTITIONS) {
            throw new IllegalArgumentException("a token holds at most " + EntityType.MAX_PARTITIONS + " positions");
        }
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        if (positions.isEmpty()) {
            throw new IllegalArgumentException("a token holds at least one position");
        }
        if (positions.firstKey() < 0 || positions.lastKey() >= EntityType.MAX_PARTITIONS) {
            throw new IllegalArgumentException("a token's partitions are 0 to " + (EntityType.MAX_PARTITIONS - 1));
        }
        if (positions.values().stream().anyMatch(offset -> offset < 0)) {
            throw new IllegalArgumentException("a token's offsets are not negative");
        }
    }

    /** A token for one partition. */
    public static Token of(
            String type, Incarnation incarnation, @Nullable Instant caughtUpAt, int partition, long offset) {
        return new Token(type, incarnation.shortForm(), caughtUpAt, new TreeMap<>(java.util.Map.of(partition, offset)));
    }

    /** The least position that a reader of this partition must have reached; 0 for a partition not named here. */
    public long offsetOf(int partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /** URL-safe text without padding. */
    public String encode() {
        byte[] typeBytes = type.getBytes(StandardCharsets.US_ASCII);
        byte[] incarnationBytes = incarnation.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(
                5 + typeBytes.length + incarnationBytes.length + Long.BYTES + 15 * positions.size());
        bytes.put(VERSION).put((byte) typeBytes.length).put(typeBytes);
        bytes.put((byte) incarnationBytes.length).put(incarnationBytes);
        bytes.putLong(caughtUpAt == null ? UNKNOWN_TIME : caughtUpAt.toEpochMilli());
        putVarLong(bytes, positions.size());
        positions.forEach((partition, offset) -> {
            putVarLong(bytes, partition);
            putVarLong(bytes, offset);
        });
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /**
     * Reads a token back.
     *
     * @throws InvalidTokenException if the text is not one
     */
    public static Token decode(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            byte version = bytes.get();
            if (version != VERSION) {
                throw new InvalidTokenException(text, "its version is not " + VERSION);
            }
            String type = readText(bytes);
            String incarnation = readText(bytes);
            long time = bytes.getLong();
            long count = readVarLong(bytes);
            TreeMap<Integer, Long> positions = new TreeMap<>();
            for (long i = 0; i < count; i++) {
                long partition = readVarLong(bytes);
                long offset = readVarLong(bytes);
                if (partition < 0 || partition >= EntityType.MAX_PARTITIONS || offset < 0) {
                    throw new InvalidTokenException(text, "a position in it is out of range");
                }
                positions.put((int) partition, offset);
            }
            if (!EntityType.isName(type) || incarnation.isEmpty() || time < UNKNOWN_TIME || positions.isEmpty()) {
                throw new InvalidTokenException(text, "a part of it is missing");
            }
            Token token =
                    new Token(type, incarnation, time == UNKNOWN_TIME ? null : Instant.ofEpochMilli(time), positions);
            // One token has one text: this also rules out anything appended, doubled or out of order.
            if (!token.encode().equals(text)) {
                throw new InvalidTokenException(text, "it was changed");
            }
            return token;
        } catch (BufferUnderflowException e) {
            throw new InvalidTokenException(text, "its end is missing");
        } catch (InvalidTokenException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException(text, "it has characters that no token has");
        }
    }

    private static String readText(ByteBuffer bytes) {
        byte[] text = new byte[Byte.toUnsignedInt(bytes.get())];
        bytes.get(text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    private static void putVarLong(ByteBuffer bytes, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long readVarLong(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = bytes.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        return -1;
    }
}
