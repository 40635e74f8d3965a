package io.lastword.query.web.list;

import io.lastword.model.index.IndexValue;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.query.filter.Filter;
import io.lastword.query.list.ListQuery;
import io.lastword.query.web.DemandReader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of lists.
 *
 * @param maxRadius the largest radius that may be asked for, in metres
 */
public record ListParameters(double maxRadius) {

    static final String PREFIX = "prefix";
    static final String WHERE = "where";
    static final String NEAR = "near";
    static final String RADIUS = "radius";
    static final String LIMIT = "limit";
    static final String CURSOR = "cursor";

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    static final String[] OF_LISTS_ONLY = {PREFIX, WHERE, NEAR, RADIUS, LIMIT, CURSOR};

    private static final TreeSet<String> KNOWN = new TreeSet<>(List.of(
            PREFIX,
            WHERE,
            NEAR,
            RADIUS,
            LIMIT,
            CURSOR,
            DemandReader.AFTER,
            DemandReader.TIMEOUT,
            DemandReader.MAX_STALE));
    private static final String DECIMAL = "([-+]?\\d{1,20}(?:\\.\\d{1,30})?)";
    private static final Pattern COORDINATES = Pattern.compile(DECIMAL + ", ?" + DECIMAL);
    private static final Pattern METRES = Pattern.compile(DECIMAL);

    /**
     * What a request lists.
     *
     * @throws ProblemException if a parameter is not usable, quoting it
     */
    ListQuery query(EntityType type, HttpServletRequest request) {
        Map<String, String[]> parameters = request.getParameterMap();
        parameters.forEach((name, values) -> {
            // One that is ignored, such as a misspelled 'where', would be answered with entities not asked for.
            if (!KNOWN.contains(name)) {
                throw invalid("'" + name + "' is not a parameter of lists; they take " + String.join(", ", KNOWN));
            }
            if (values.length > 1 && !name.equals(WHERE)) {
                throw invalid(name + " is given " + values.length + " times; give it once");
            }
        });
        String[] where = parameters.getOrDefault(WHERE, new String[0]);
        Filter filter = Filter.of(type, request.getParameter(PREFIX), List.of(where));
        String near = request.getParameter(NEAR);
        String radius = request.getParameter(RADIUS);
        if (near == null) {
            if (radius != null) {
                throw invalid("radius='" + radius + "' is given without near; add near=LAT,LON");
            }
            return ListQuery.sorted(type, filter);
        }
        return ListQuery.nearest(type, filter, place(near), radius(near, radius));
    }

    /** @throws ProblemException if it is not usable, quoting it */
    static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number that is out of range.
        }
        throw invalid("limit='" + text + "' is not a number from 1 to " + MAX_LIMIT);
    }

    private static IndexValue.Place place(String near) {
        Matcher matcher = COORDINATES.matcher(near);
        if (!matcher.matches()) {
            throw invalid("near='" + near + "' is not LAT,LON in degrees, such as 52.52,13.405");
        }
        try {
            return new IndexValue.Place(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)));
        } catch (IllegalArgumentException e) {
            throw invalid("near='" + near + "' is out of range: " + e.getMessage());
        }
    }

    private double radius(String near, @Nullable String radius) {
        if (radius == null) {
            throw invalid("near='" + near + "' needs a radius; add radius=METRES");
        }
        double metres = METRES.matcher(radius).matches() ? Double.parseDouble(radius) : Double.NaN;
        if (!(metres > 0 && metres <= maxRadius)) {
            throw invalid(
                    "radius='" + radius + "' is not a number of metres above 0 and up to " + Math.round(maxRadius));
        }
        return metres;
    }

    private static ProblemException invalid(String flaw) {
        return new ProblemException(ProblemType.INVALID_PARAMETER, flaw);
    }
}
