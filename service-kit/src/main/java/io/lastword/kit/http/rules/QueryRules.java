package io.lastword.kit.http.rules;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.text.PercentDecoder;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Holds the query of a request against the parameters that its operation knows. */
final class QueryRules {

    private QueryRules() {}

    /** @throws ProblemException {@code INVALID_PARAMETER} if one is unknown, given too often, or cannot be decoded */
    static void check(String query, ApiOperation operation) {
        Set<String> seen = new HashSet<>();
        int at = 0;
        while (at <= query.length()) {
            int end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            if (end > at) {
                int equals = query.indexOf('=', at);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                String name = decode(query.substring(at, nameEnd));
                Boolean repeatable = operation.parameters().get(name);
                if (repeatable == null) {
                    throw unknown(name, operation);
                }
                if (!seen.add(name) && !repeatable) {
                    throw refusal("the parameter '" + name + "' is given more than once, and has one value; send one");
                }
                if (nameEnd < end) {
                    decode(query.substring(nameEnd + 1, end));
                }
            }
            at = end + 1;
        }
    }

    private static String decode(String text) {
        try {
            return PercentDecoder.decode(text.replace('+', ' '));
        } catch (IllegalArgumentException e) {
            throw refusal("'" + text + "' in the query " + e.getMessage());
        }
    }

    private static ProblemException unknown(String name, ApiOperation operation) {
        String known = operation.parameters().isEmpty()
                ? "it knows none"
                : "it knows "
                        + String.join(", ", new TreeSet<>(operation.parameters().keySet()));
        return refusal("this request knows no parameter '" + name + "'; " + known);
    }

    private static ProblemException refusal(String detail) {
        return new ProblemException(ProblemType.INVALID_PARAMETER, detail);
    }
}
