package io.lastword.producer.bulk;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.InvalidIdException;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.text.Utf8;
import io.lastword.producer.write.ChangeRules;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one line of a bulk write, {@code {"id","state"[,"event"]}} or {@code {"id","deleted":true[,"event"]}}, in any
 * order of members. The state's bytes are cut out of the line as they are. Thread-safe.
 */
final class BulkLineParser {

    private final ChangeRules rules;
    private final JsonFactory json;

    BulkLineParser(StateLimits limits, ChangeRules rules) {
        this.rules = rules;
        this.json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth() + 1)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    Change parse(byte[] line) throws BadLineException {
        if (!isPlainUtf8(line)) {
            throw new BadLineException(null, "the line is not UTF-8 without a byte order mark");
        }
        Members members = new Members();
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), line)) {
            try {
                readMembers(parser, line, members);
            } catch (StreamConstraintsException e) {
                throw members.bad("a limit is exceeded" + at(parser.currentLocation()) + ": the state nests too deep,"
                        + " or a number has over 1000 digits");
            }
        } catch (StreamReadException e) {
            throw members.bad("the JSON is malformed" + at(e.getLocation()));
        }
        return members.toChange(rules);
    }

    private static void readMembers(JsonParser parser, byte[] line, Members members) throws BadLineException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw members.bad("the line is not a JSON object");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String where = at(parser.currentTokenLocation());
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "id" -> members.id = once(members, members.id, name, where, text(members, parser, value, where));
                case "event" ->
                    members.event = once(members, members.event, name, where, text(members, parser, value, where));
                case "state" -> members.state = once(members, members.state, name, where, slice(parser, line));
                case "deleted" -> {
                    if (value != JsonToken.VALUE_TRUE) {
                        throw members.bad("the member 'deleted'" + where + " is not true; leave it out of an upsert");
                    }
                    members.deleted = once(members, members.deleted, name, where, Boolean.TRUE);
                }
                default ->
                    throw members.bad("there is an unknown member" + where + "; a line has id, either state or"
                            + " deleted, and event if wanted");
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw members.bad("the JSON object is not closed at the line's end");
        }
        if (parser.nextToken() != null) {
            throw members.bad("something follows the JSON object" + at(parser.currentTokenLocation()));
        }
    }

    private static <T> T once(Members members, @Nullable T before, String name, String where, T value)
            throws BadLineException {
        if (before != null) {
            throw members.bad("the member '" + name + "'" + where + " is there twice");
        }
        return value;
    }

    private static String text(Members members, JsonParser parser, @Nullable JsonToken value, String where)
            throws BadLineException {
        if (value != JsonToken.VALUE_STRING) {
            throw members.bad("the member" + where + " is not a string");
        }
        return parser.getString();
    }

    private static byte[] slice(JsonParser parser, byte[] line) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        // A scalar has to be read for its end to be known.
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            parser.getString();
        }
        return Arrays.copyOfRange(line, start, (int) parser.currentLocation().getByteOffset());
    }

    private static boolean isPlainUtf8(byte[] line) {
        for (int i = 0; i < Math.min(4, line.length); i++) {
            if (line[i] == 0 || line[i] == (byte) 0xEF) {
                return false;
            }
        }
        return Utf8.isValid(line);
    }

    private static String at(@Nullable TokenStreamLocation location) {
        return location == null ? "" : " at column " + location.getColumnNr();
    }

    /** What has been read of a line so far; null for what has not come up. */
    private static final class Members {

        private @Nullable String id;
        private @Nullable String event;
        private byte @Nullable [] state;
        private @Nullable Boolean deleted;

        Change toChange(ChangeRules rules) throws BadLineException {
            if (id == null) {
                throw bad("the member 'id' is missing");
            }
            if ((state == null) == (deleted == null)) {
                throw bad(
                        state == null
                                ? "neither 'state' nor 'deleted' is there; one of them must be"
                                : "both 'state' and 'deleted' are there; only one may be");
            }
            EntityId entity = entityId(id);
            try {
                return state == null ? rules.tombstone(entity, event) : rules.upsert(entity, event, state);
            } catch (ProblemException e) {
                throw bad(String.valueOf(e.getMessage()));
            }
        }

        BadLineException bad(String reason) {
            return new BadLineException(shown(id), reason);
        }

        /** An id as an answer can carry it: short and well-formed, else not at all. */
        private static @Nullable String shown(@Nullable String id) {
            return id == null || id.length() > EntityId.MAX_WRITABLE_CHARS || !Utf8.isEncodable(id) ? null : id;
        }

        private EntityId entityId(String text) throws BadLineException {
            try {
                return EntityId.writable(text);
            } catch (InvalidIdException e) {
                throw bad(String.valueOf(e.getMessage()));
            }
        }
    }
}
