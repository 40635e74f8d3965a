package io.lastword.model.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Recognises what a connector wraps a state in: an object of exactly the members {@code schema} and {@code payload}. */
final class Envelope {

    private static final String SCHEMA = "schema";
    private static final String PAYLOAD = "payload";
    private static final byte[] QUOTED_SCHEMA = "\"schema\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUOTED_PAYLOAD = "\"payload\"".getBytes(StandardCharsets.US_ASCII);

    private Envelope() {}

    /** @param state one JSON object, well-formed */
    static boolean isOne(byte[] state, JsonFactory json) {
        int name = afterBlanks(state, afterBlanks(state, 0) + 1);
        return (beginsAt(state, name, QUOTED_SCHEMA) || beginsAt(state, name, QUOTED_PAYLOAD)) && hasBoth(state, json);
    }

    private static boolean hasBoth(byte[] state, JsonFactory json) {
        boolean schema = false;
        boolean payload = false;
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), state)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                schema |= name.equals(SCHEMA);
                payload |= name.equals(PAYLOAD);
                if (!name.equals(SCHEMA) && !name.equals(PAYLOAD)) {
                    return false;
                }
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return schema && payload;
    }

    private static boolean beginsAt(byte[] state, int at, byte[] text) {
        return at + text.length <= state.length && Arrays.equals(state, at, at + text.length, text, 0, text.length);
    }

    private static int afterBlanks(byte[] state, int from) {
        int at = from;
        while (at < state.length && (state[at] == ' ' || state[at] == '\n' || state[at] == '\r' || state[at] == '\t')) {
            at++;
        }
        return at;
    }
}
