package io.lastword.model.entity;

import io.lastword.model.text.PercentDecoder;
import io.lastword.model.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name of one entity within its type: the record key, as text.
 *
 * @param value not empty, without unpaired surrogates, at most {@value #MAX_BYTES} bytes in UTF-8
 */
public record EntityId(String value) {

    /** The longest key that the fold accepts, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1024;

    /** The longest id that may be written over HTTP, in UTF-16 characters. */
    public static final int MAX_WRITABLE_CHARS = 255;

    public EntityId {
        if (value.isEmpty()) {
            throw new InvalidIdException("the id is empty; give it 1 to " + MAX_WRITABLE_CHARS + " characters");
        }
        if (!Utf8.isEncodable(value)) {
            throw new InvalidIdException("the id has an unpaired surrogate; send well-formed Unicode text");
        }
        // A UTF-16 character takes at most three bytes.
        if (value.length() > MAX_BYTES / 3 && value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new InvalidIdException("the id has more than " + MAX_BYTES + " bytes in UTF-8; use a shorter one");
        }
    }

    /**
     * An id that a new write may use. The rule is narrower than what the log may hold, so that every id written
     * here can stand in a URL path.
     *
     * @throws InvalidIdException if the id breaks the rule, saying where
     */
    public static EntityId writable(String value) {
        if (value.length() > MAX_WRITABLE_CHARS) {
            throw new InvalidIdException(
                    "the id has " + value.length() + " characters; at most " + MAX_WRITABLE_CHARS + " are allowed",
                    true);
        }
        if (value.equals(".") || value.equals("..")) {
            throw new InvalidIdException("the id is '" + value + "', which a URL path cannot carry; use another one");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c)) {
                throw new InvalidIdException(
                        String.format("the id has the control character U+%04X at index %d; remove it", (int) c, i));
            }
            if (c == '/' || c == '\\' || c == ';') {
                throw new InvalidIdException(
                        "the id has '" + c + "' at index " + i + ", which is not allowed in an id");
            }
        }
        return new EntityId(value);
    }

    /**
     * Reads an id from one raw segment of a URL path.
     *
     * @param segment still percent-encoded
     * @throws InvalidIdException if the encoding is broken or the id is not writable
     */
    public static EntityId fromPathSegment(String segment) {
        String decoded;
        try {
            decoded = PercentDecoder.decode(segment);
        } catch (IllegalArgumentException e) {
            throw new InvalidIdException("the id " + e.getMessage());
        }
        return writable(decoded);
    }

    /**
     * Reads an id from a record key.
     *
     * @return empty if no request could ever address it: not UTF-8, empty, or too long
     */
    public static Optional<EntityId> fromKey(byte[] key) {
        if (key.length == 0 || key.length > MAX_BYTES) {
            return Optional.empty();
        }
        String text = Utf8.decode(key);
        return text == null ? Optional.empty() : Optional.of(new EntityId(text));
    }

    /** The record key, and the field in the store's hashes. */
    public byte[] toKey() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return value;
    }
}
