package io.lastword.model.index;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A declared index: by which part of their states the entities of a type can be found.
 *
 * @param name matches {@code [A-Za-z][A-Za-z0-9_-]{0,62}} and is not {@value #ID}
 * @param kind what is indexed
 * @param pointers JSON pointers (RFC 6901) to the values: one, for {@link Kind#GEO} latitude and longitude
 */
public record IndexDefinition(String name, Kind kind, List<String> pointers) {

    /** The name of the index of ids, which needs no declaration. */
    public static final String ID = "id";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");
    private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+");

    /** What a value must be to stand in an index; an entity whose value is anything else is not in it. */
    public enum Kind {
        /** A string of at most {@value IndexValue.Text#MAX_BYTES} bytes in UTF-8. */
        STRING,
        /** A number of at most 100 significant digits. */
        NUMBER,
        /** True or false. */
        BOOLEAN,
        /** A string that is a date and time with offset (RFC 3339). */
        INSTANT,
        /** Two numbers: degrees of latitude, -90 to 90, and of longitude, -180 to 180 (WGS 84). */
        GEO;

        /** How many values an entry of the index has. */
        public int arity() {
            return this == GEO ? 2 : 1;
        }
    }

    public IndexDefinition {
        pointers = List.copyOf(pointers);
        if (!isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is not the name of an index");
        }
        if (pointers.size() != kind.arity() || !pointers.stream().allMatch(IndexDefinition::isPointer)) {
            throw new IllegalArgumentException(
                    "the index '" + name + "' needs " + kind.arity() + " JSON pointers such as /status");
        }
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.equals(ID);
    }

    public static boolean isPointer(String text) {
        return POINTER.matcher(text).matches();
    }
}
