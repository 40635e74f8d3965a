package io.lastword.model.record;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads header values. Connectors that convert headers to JSON write texts in quotes; these mean what is in the quotes. */
final class HeaderText {

    private static final JsonFactory JSON = new JsonFactory();

    private HeaderText() {}

    static String read(byte[] value) {
        if (value.length >= 2 && value[0] == '"' && value[value.length - 1] == '"') {
            try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), value)) {
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    String text = parser.getString();
                    if (parser.nextToken() == null) {
                        return text;
                    }
                }
            } catch (JacksonException e) {
                // Not JSON, so the quotes belong to it.
            }
        }
        // What is asked for is ASCII, and what is not ASCII does not become so by this decoding.
        return new String(value, StandardCharsets.ISO_8859_1);
    }
}
