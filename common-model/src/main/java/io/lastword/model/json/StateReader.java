package io.lastword.model.json;

import io.lastword.model.entity.StateLimits;
import io.lastword.model.text.Utf8;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * Decides whether bytes are an acceptable state, in one streaming pass that keeps nothing. Thread-safe.
 *
 * <p>Acceptable is: one JSON object (RFC 8259) in well-formed UTF-8 without a byte order mark, within the limits of
 * its type. The bytes themselves travel on unchanged. Nearly every state is, which {@link StateScanner} sees at a
 * glance; the parser has the word on all others.
 */
public final class StateReader {

    private static final int MAX_NUMBER_CHARS = 1000;

    private final StateLimits limits;
    private final JsonFactory json;

    public StateReader(StateLimits limits) {
        this.limits = limits;
        this.json = JsonFactory.builder()
                // A name table would outlive the call and refuse names that collide in it: a verdict that depends on
                // what was read before.
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxStringLength(limits.maxBytes())
                        .maxNameLength(limits.maxBytes())
                        .maxNumberLength(MAX_NUMBER_CHARS)
                        .build())
                .build();
    }

    /**
     * What is wrong with a state.
     *
     * @param kind the cause, stable
     * @param message what is wrong and where (line and column count from 1), without any of the content
     */
    public record Flaw(Kind kind, String message) {

        /** The causes that a caller may want to tell apart. */
        public enum Kind {
            TOO_LARGE,
            NOT_UTF8,
            NOT_AN_OBJECT,
            MALFORMED,
            TOO_DEEP,
            NUMBER_TOO_LONG,
            ENVELOPE
        }
    }

    /** Returns what is wrong with these bytes as a state, or null if they are acceptable. */
    public @Nullable Flaw findFlaw(byte[] state) {
        if (state.length > limits.maxBytes()) {
            return new Flaw(
                    Flaw.Kind.TOO_LARGE,
                    "the state has " + state.length + " bytes; at most " + limits.maxBytes() + " are allowed");
        }
        if (StateScanner.accepts(state, limits.maxDepth())) {
            return findEnvelope(state);
        }
        if (state.length == 0) {
            return new Flaw(Flaw.Kind.NOT_AN_OBJECT, "the state is empty; it must be one JSON object");
        }
        Flaw encoding = findEncodingFlaw(state);
        if (encoding != null) {
            return encoding;
        }
        String text = Utf8.decode(state);
        if (text == null) {
            return new Flaw(Flaw.Kind.NOT_UTF8, "the state is not well-formed UTF-8; send JSON in UTF-8");
        }
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
            Flaw flaw = findJsonFlaw(parser);
            return flaw == null ? findEnvelope(state) : flaw;
        }
    }

    /** @param state well-formed otherwise */
    private @Nullable Flaw findEnvelope(byte[] state) {
        return limits.acceptEnvelopes() || !Envelope.isOne(state, json)
                ? null
                : new Flaw(
                        Flaw.Kind.ENVELOPE,
                        "the value is a connector's envelope of schema and payload; have the connector write plain JSON"
                                + " (schemas.enable=false), or set accept-envelopes if this is the state");
    }

    private @Nullable Flaw findJsonFlaw(JsonParser parser) {
        try {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                return new Flaw(
                        Flaw.Kind.NOT_AN_OBJECT,
                        "the state is " + nameOf(first) + "; it must be one JSON object, such as {\"name\":\"value\"}");
            }
            parser.skipChildren();
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                return new Flaw(Flaw.Kind.MALFORMED, "the JSON object is not closed at its end");
            }
            if (parser.nextToken() != null) {
                return new Flaw(
                        Flaw.Kind.MALFORMED,
                        "something follows the JSON object" + at(parser.currentTokenLocation())
                                + "; send one object only");
            }
            return null;
        } catch (StreamConstraintsException e) {
            boolean tooDeep = parser.streamReadContext().getNestingDepth() > limits.maxDepth();
            return new Flaw(
                    tooDeep ? Flaw.Kind.TOO_DEEP : Flaw.Kind.NUMBER_TOO_LONG,
                    "the JSON exceeds a limit" + at(parser.currentLocation()) + "; objects and arrays may nest "
                            + limits.maxDepth() + " deep and a number may have " + MAX_NUMBER_CHARS + " digits");
        } catch (StreamReadException e) {
            return new Flaw(Flaw.Kind.MALFORMED, "the JSON is malformed" + at(e.getLocation()));
        }
    }

    /** Names the two commonest mistakes: UTF-16 or UTF-32 (their ASCII has zero bytes) and a byte order mark. */
    private static @Nullable Flaw findEncodingFlaw(byte[] state) {
        for (int i = 0; i < Math.min(4, state.length); i++) {
            if (state[i] == 0) {
                return new Flaw(Flaw.Kind.NOT_UTF8, "the state has a zero byte at index " + i + "; send JSON in UTF-8");
            }
        }
        if (state.length >= 3 && state[0] == (byte) 0xEF && state[1] == (byte) 0xBB && state[2] == (byte) 0xBF) {
            return new Flaw(Flaw.Kind.NOT_UTF8, "the state begins with a byte order mark; send UTF-8 without one");
        }
        return null;
    }

    private static String at(@Nullable TokenStreamLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String nameOf(@Nullable JsonToken token) {
        if (token == null) {
            return "empty";
        }
        return switch (token) {
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> "not an object";
        };
    }
}
