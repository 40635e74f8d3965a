package io.lastword.kit.http.rules;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The path {@code /v1/<resource>/<type>[/<id>]} as it was sent: Spring's path variables lose matrix parameters and replace
 * broken UTF-8.
 */
public record RawPath(String type, String id) {

    private static final int TYPE_SEGMENT = 3;

    public static RawPath of(HttpServletRequest request) {
        String[] segments = request.getRequestURI()
                .substring(request.getContextPath().length())
                .split("/", -1);
        return new RawPath(
                segments[TYPE_SEGMENT], segments.length > TYPE_SEGMENT + 1 ? segments[TYPE_SEGMENT + 1] : "");
    }
}
