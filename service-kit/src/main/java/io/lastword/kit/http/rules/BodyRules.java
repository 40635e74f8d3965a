package io.lastword.kit.http.rules;

import io.lastword.kit.http.body.DecodedRequest;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Judges by RFC 9110 what a request declares of its body, before any of it is read. */
final class BodyRules {

    private static final String CHARSET = "charset=";

    private BodyRules() {}

    /** Forms are read nowhere, since whoever reads one holds all of it in memory. */
    static void refuseForms(@Nullable String contentType) {
        if (contentType == null) {
            return;
        }
        String type = mediaType(contentType);
        if (type.equals("application/x-www-form-urlencoded") || type.startsWith("multipart/")) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "a body of " + type
                            + " is read nowhere here; send what the API description says and declare it with"
                            + " Content-Type (curl needs -H for that)");
        }
    }

    /** A body has one media type; what reads headers in the framework fails at a range of them. */
    static void refuseWildcards(@Nullable String contentType) {
        if (contentType != null && contentType.indexOf('*') >= 0) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "the body is declared as '" + contentType
                            + "', which is not one media type; say in Content-Type what it is");
        }
    }

    /** The request to go on with: the same, or one whose body is decoded as it is read. */
    static HttpServletRequest judge(HttpServletRequest request, HttpServletResponse response, ApiOperation operation)
            throws IOException {
        if (operation.bodies().isEmpty() || !operation.bodyRequired() && !hasBody(request)) {
            refuseForms(request.getContentType());
            return request;
        }
        requireMediaType(request.getContentType(), response, operation);
        return decoded(request, response);
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private static void requireMediaType(
            @Nullable String contentType, HttpServletResponse response, ApiOperation operation) {
        String known = String.join(", ", new TreeSet<>(operation.bodies()));
        if (contentType == null || !operation.bodies().contains(mediaType(contentType))) {
            response.setHeader(HttpHeaders.ACCEPT, known);
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    (contentType == null
                                    ? "the body's media type is not declared"
                                    : "the body is declared as '" + contentType + "'")
                            + "; send it as " + known + " and say so in Content-Type");
        }
        String charset = charset(contentType);
        if (charset != null && !charset.equals("utf-8")) {
            response.setHeader(HttpHeaders.ACCEPT, known);
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "JSON is UTF-8, and the body is declared as charset=" + charset + "; send it in UTF-8");
        }
    }

    private static HttpServletRequest decoded(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getHeader(HttpHeaders.CONTENT_ENCODING) == null) {
            return request;
        }
        String coding = String.join(", ", Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)))
                .trim()
                .toLowerCase(Locale.ROOT);
        return switch (coding) {
            case "", "identity" -> request;
            case "gzip", "x-gzip" -> new DecodedRequest(request);
            default -> {
                response.setHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
                throw new ProblemException(
                        ProblemType.UNSUPPORTED_ENCODING,
                        "the body is declared as Content-Encoding: " + coding
                                + "; it may be encoded with gzip once, or not at all; nothing of it was read, send it so");
            }
        };
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String charset(String contentType) {
        for (String parameter : contentType.split(";", -1)) {
            String text = parameter.trim().toLowerCase(Locale.ROOT);
            if (text.startsWith(CHARSET)) {
                return text.substring(CHARSET.length()).replace("\"", "").trim();
            }
        }
        return null;
    }
}
