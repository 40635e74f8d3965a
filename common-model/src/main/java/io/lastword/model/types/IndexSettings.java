package io.lastword.model.types;

import io.lastword.model.index.IndexDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code types.yml} says of one index; its name is the key.
 *
 * @param kind the kind of its values, which must be given: texts have at most 255 bytes, instants are in RFC 3339
 *     (a leap second is the next second, digits beyond nanoseconds are cut); an entity without such a value is not
 *     in the index; changing the indexes rebuilds the snapshots
 * @param field JSON pointer to the value, default {@code /<name>}; not for {@code geo}
 * @param latitude JSON pointer to the degrees of latitude, default {@code /lat}; only for {@code geo}
 * @param longitude JSON pointer to the degrees of longitude, default {@code /lon}; only for {@code geo}
 */
public record IndexSettings(
        IndexDefinition.@Nullable Kind kind,
        @Nullable String field,
        @Nullable String latitude,
        @Nullable String longitude) {

    /** Makes the index, or returns null after adding every mistake to {@code mistakes}. */
    @Nullable
    IndexDefinition toDefinition(String name, String at, List<String> mistakes) {
        List<String> found = new ArrayList<>();
        if (!IndexDefinition.isName(name)) {
            found.add(at + " is not a name for an index; use [A-Za-z][A-Za-z0-9_-]{0,62}, other than "
                    + IndexDefinition.ID);
        }
        if (kind == null) {
            found.add(at + ".kind is missing; it must be string, number, boolean, instant or geo");
            mistakes.addAll(found);
            return null;
        }
        boolean geo = kind == IndexDefinition.Kind.GEO;
        if (geo ? field != null : latitude != null || longitude != null) {
            found.add(at + " is of kind " + kind.name().toLowerCase(java.util.Locale.ROOT) + " and takes "
                    + (geo ? "latitude and longitude" : "field") + " only");
        }
        List<String> pointers =
                geo ? List.of(orElse(latitude, "/lat"), orElse(longitude, "/lon")) : List.of(orElse(field, "/" + name));
        for (String pointer : pointers) {
            if (!IndexDefinition.isPointer(pointer)) {
                found.add(at + " names the field '" + pointer + "'; it must be a JSON pointer such as /status");
            }
        }
        mistakes.addAll(found);
        return found.isEmpty() ? new IndexDefinition(name, kind, pointers) : null;
    }

    private static String orElse(@Nullable String value, String byDefault) {
        return value == null ? byDefault : value;
    }
}
