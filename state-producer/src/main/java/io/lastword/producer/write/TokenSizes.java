package io.lastword.producer.write;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Measures the strings, names and numbers of states against the limits of a write. Thread-safe. */
final class TokenSizes {

    private final WriteLimits limits;
    private final int alwaysFits;
    private final JsonFactory json = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    TokenSizes(WriteLimits limits) {
        this.limits = limits;
        int shortest = Math.min(limits.maxStringChars(), limits.maxNameChars());
        this.alwaysFits = limits.maxNumberChars() < WriteLimits.MOST_NUMBER_CHARS
                ? Math.min(shortest, limits.maxNumberChars())
                : shortest;
    }

    /** What is too long in a state that is readable, and where, without any of the content; null if nothing is. */
    @Nullable
    String findTooLong(byte[] state) {
        if (state.length <= alwaysFits) {
            return null;
        }
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), state)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String found = switch (token) {
                    case PROPERTY_NAME ->
                        excess(parser, "name", parser.currentName().length(), limits.maxNameChars());
                    case VALUE_STRING -> excess(parser, "string", parser.getStringLength(), limits.maxStringChars());
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                        excess(parser, "number", parser.getStringLength(), limits.maxNumberChars());
                    default -> null;
                };
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable String excess(JsonParser parser, String what, int chars, int most) {
        if (chars <= most) {
            return null;
        }
        TokenStreamLocation at = parser.currentTokenLocation();
        return "the " + what + " at line " + at.getLineNr() + ", column " + at.getColumnNr() + " has " + chars
                + " characters; at most " + most + " are allowed";
    }
}
