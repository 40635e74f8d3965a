package io.lastword.query.list;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.token.Token;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where a list goes on: behind a place in its order, whatever generation is served and whatever has changed there.
 * Clients see only opaque text.
 *
 * @param query digest of what is listed, and in which order
 * @param place the last that was looked at
 * @param token of the list's first page
 */
record Cursor(byte[] query, byte[] place, Token token) {

    private static final byte VERSION = 1;
    private static final int DIGEST_BYTES = 8;

    /** The cursor behind a place in a list. */
    static Cursor of(ListQuery query, byte[] place, Token token) {
        return new Cursor(digest(query), place, token);
    }

    String encode() {
        byte[] tokenBytes = Base64.getUrlDecoder().decode(token.encode());
        ByteBuffer bytes =
                ByteBuffer.allocate(1 + DIGEST_BYTES + Short.BYTES + place.length + tokenBytes.length + Integer.BYTES);
        bytes.put(VERSION).put(query).putShort((short) place.length).put(place).put(tokenBytes);
        bytes.putInt(checksum(bytes.array(), bytes.position()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * Reads a cursor back.
     *
     * @throws ProblemException if the text is none, or one of another list, quoting it
     */
    static Cursor decode(ListQuery query, String text) {
        Cursor cursor = parse(query, text);
        if (!cursor.token.type().equals(query.type().name())) {
            throw invalid(
                    text,
                    "is of a list of '" + cursor.token.type() + "' entities, not of '"
                            + query.type().name() + "'");
        }
        if (!Arrays.equals(cursor.query, digest(query))) {
            throw invalid(text, "is of a list with other conditions or another order");
        }
        return cursor;
    }

    /** The refusal of this cursor in a list of another incarnation of the log. */
    ProblemException ofAnotherLog(Object incarnation) {
        return new ProblemException(
                        ProblemType.TOKEN_OF_ANOTHER_LOG,
                        "cursor='" + encode() + "' is of incarnation " + token.incarnation() + " of the log of '"
                                + token.type() + "', which is now " + incarnation
                                + ": the topic was recreated; begin again without a cursor")
                .with("incarnation", incarnation);
    }

    private static Cursor parse(ListQuery query, String text) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            int end = all.length - Integer.BYTES;
            ByteBuffer bytes = ByteBuffer.wrap(all);
            if (bytes.get() != VERSION || bytes.getInt(end) != checksum(all, end)) {
                throw invalid(text, "is not one");
            }
            byte[] digest = new byte[DIGEST_BYTES];
            bytes.get(digest);
            byte[] place = new byte[Short.toUnsignedInt(bytes.getShort())];
            bytes.get(place);
            byte[] token = Arrays.copyOfRange(all, bytes.position(), end);
            return new Cursor(
                    digest,
                    place,
                    Token.decode(Base64.getUrlEncoder().withoutPadding().encodeToString(token)));
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw invalid(text, "is not one");
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static byte[] digest(ListQuery query) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(query.text().getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static ProblemException invalid(String text, String flaw) {
        return new ProblemException(
                ProblemType.INVALID_PARAMETER,
                "cursor='" + text + "' " + flaw
                        + "; use the 'next' of the page before with the same parameters, or leave it out to begin");
    }
}
