package io.lastword.query.history;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.query.log.LogFacts;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a history goes on. Clients see only {@link #encode() opaque text}.
 *
 * @param incarnation short form of the incarnation of the log
 * @param of checksum of the type, the id and the order
 */
public record HistoryCursor(String incarnation, int of, long offset) {

    private static final String VERSION = "h1";
    private static final int FIELDS = 4;

    static HistoryCursor of(History.Wanted wanted, LogFacts facts, long offset) {
        return new HistoryCursor(facts.incarnation().shortForm(), checksum(wanted), offset);
    }

    /** URL-safe text. */
    public String encode() {
        String text = String.join(" ", VERSION, incarnation, Integer.toHexString(of), Long.toString(offset));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws ProblemException if the text is not a cursor, quoting it */
    public static HistoryCursor decode(String text) {
        HistoryCursor cursor = parse(text);
        if (cursor == null || !cursor.encode().equals(text)) {
            throw invalid(text, "is not one of a history");
        }
        return cursor;
    }

    void requireOf(History.Wanted wanted, LogFacts facts) {
        String now = facts.incarnation().shortForm();
        if (!incarnation.equals(now)) {
            throw new ProblemException(
                            ProblemType.TOKEN_OF_ANOTHER_LOG,
                            "cursor='" + encode() + "' is of incarnation " + incarnation + " of the log of '"
                                    + wanted.type().name() + "', which is now " + now
                                    + ": the topic was recreated; begin again without a cursor")
                    .with("incarnation", now);
        }
        if (of != checksum(wanted)) {
            throw invalid(encode(), "is of the history of another entity, or in another order");
        }
    }

    private static int checksum(History.Wanted wanted) {
        return (wanted.type().name() + "/" + wanted.newestFirst() + "/" + wanted.id()).hashCode();
    }

    private static @Nullable HistoryCursor parse(String text) {
        try {
            String[] fields = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(" ", -1);
            if (fields.length != FIELDS || !fields[0].equals(VERSION)) {
                return null;
            }
            long offset = Long.parseLong(fields[3]);
            return offset < 0 ? null : new HistoryCursor(fields[1], Integer.parseUnsignedInt(fields[2], 16), offset);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static ProblemException invalid(String text, String flaw) {
        return new ProblemException(
                ProblemType.INVALID_PARAMETER,
                "cursor='" + text + "' " + flaw + "; use the 'next' of the page before, or leave it out to begin");
    }
}
