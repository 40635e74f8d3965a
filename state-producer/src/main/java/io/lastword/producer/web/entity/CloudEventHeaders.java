package io.lastword.producer.web.entity;

import io.lastword.model.entity.Events;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.record.GivenAttributes;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code ce-*} headers of a request say of its change: CloudEvents 1.0 over HTTP, binary mode. Each may be given
 * alone, and what is missing is filled in; only a request that declares itself an event with {@code ce-specversion} must be
 * a whole one.
 *
 * @param event the lifecycle event, by {@code ce-type} or the parameter; null if neither is there
 */
record CloudEventHeaders(@Nullable String event, GivenAttributes attributes) {

    static final int MAX_CHARS = 1024;
    static final int MAX_OTHERS = 16;

    static final String PREFIX = "ce-";
    private static final List<String> REQUIRED = List.of("id", "source", "type");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,64}");

    /** RFC 3339, as far as a time on the log's clock can be told exactly. */
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    /**
     * Reads the headers.
     *
     * @param parameter the lifecycle event that the request's parameter names; null if there is none
     * @throws ProblemException {@code INVALID_CLOUD_EVENT} that names the header and says what is wrong with it
     */
    static CloudEventHeaders read(HttpServletRequest request, @Nullable String parameter) {
        Map<String, String> values = values(request);
        String version = values.remove("specversion");
        if (version != null) {
            if (!version.equals("1.0")) {
                throw invalid("specversion", "is not 1.0, the only version that is understood");
            }
            REQUIRED.stream()
                    .filter(name -> !values.containsKey(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw invalid(
                                name,
                                "is missing, and ce-specversion says that the request is a whole CloudEvent; add it,"
                                        + " or leave ce-specversion out");
                    });
        }
        String id = values.remove("id");
        String source = values.remove("source");
        String type = values.remove("type");
        String time = values.remove("time");
        if (source != null) {
            checkUriReference("source", source);
        }
        if (values.containsKey("dataschema")) {
            checkUriReference("dataschema", values.getOrDefault("dataschema", ""));
        }
        if (values.size() > MAX_OTHERS) {
            throw problem("there are " + values.size() + " ce- headers beside the required ones and ce-time; at most "
                    + MAX_OTHERS + " are carried on");
        }
        return new CloudEventHeaders(
                event(type, parameter), new GivenAttributes(id, source, time == null ? null : instant(time), values));
    }

    private static Map<String, String> values(HttpServletRequest request) {
        Map<String, String> values = new TreeMap<>();
        for (String header : Collections.list(request.getHeaderNames())) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(PREFIX)) {
                String name = lower.substring(PREFIX.length());
                values.put(name, value(name, Collections.list(request.getHeaders(header))));
            }
        }
        return values;
    }

    private static String value(String name, List<String> raw) {
        if (!NAME.matcher(name).matches()) {
            throw invalid(name, "is no attribute: a name is 1 to 64 letters and digits");
        }
        if (name.equals("data") || name.equals("datacontenttype")) {
            throw invalid(name, "is not allowed; the body and Content-Type say that");
        }
        if (raw.size() != 1) {
            throw invalid(name, "is there " + raw.size() + " times; send it once");
        }
        String text;
        try {
            text = HeaderValue.decode(raw.get(0));
        } catch (IllegalArgumentException e) {
            throw invalid(name, String.valueOf(e.getMessage()));
        }
        if (text.length() > MAX_CHARS) {
            throw invalid(name, "has " + text.length() + " characters; at most " + MAX_CHARS + " are allowed");
        }
        return text;
    }

    private static @Nullable String event(@Nullable String type, @Nullable String parameter) {
        if (type == null) {
            return parameter;
        }
        if (!Events.isWellFormed(type)) {
            throw invalid("type", "is not an event name; that is " + Events.RULE);
        }
        if (parameter != null && !parameter.equals(type)) {
            throw invalid("type", "differs from the parameter 'event'; send one of them, or the same in both");
        }
        return type;
    }

    private static void checkUriReference(String name, String text) {
        try {
            if (new URI(text).toASCIIString().equals(text)) {
                return;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw invalid(name, "is not a URI reference (RFC 3986); percent-escapes of the URI itself are sent as %25xx");
    }

    private static Instant instant(String text) {
        try {
            Instant instant = TIME.matcher(text).matches()
                    ? OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant()
                    : Instant.MAX;
            // In UTC it may be in a year of five digits, which RFC 3339 does not have.
            if (TIME.matcher(instant.toString()).matches()) {
                return instant;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw invalid(
                "time", "is not a time of RFC 3339 with at most nine fraction digits, such as 2026-03-01T12:00:00.5Z");
    }

    private static ProblemException invalid(String name, String reason) {
        return problem("the header " + PREFIX + name + " " + reason);
    }

    private static ProblemException problem(String detail) {
        return new ProblemException(ProblemType.INVALID_CLOUD_EVENT, detail + "; nothing was written");
    }
}
