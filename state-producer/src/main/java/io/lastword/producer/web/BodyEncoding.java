package io.lastword.producer.web;

import io.lastword.kit.http.body.GzipBody;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** How a body is compressed, as its {@code Content-Encoding} says. */
public enum BodyEncoding {
    IDENTITY,
    GZIP;

    /** @throws ProblemException {@code UNSUPPORTED_ENCODING} unless it is gzip, identity or not declared */
    public static BodyEncoding of(HttpServletRequest request, HttpServletResponse response) {
        List<String> encodings = Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING));
        String encoding = String.join(", ", encodings).trim().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            default -> {
                response.setHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
                throw new ProblemException(
                        ProblemType.UNSUPPORTED_ENCODING,
                        "a body may be encoded with gzip once, or not at all; nothing was written, send it so");
            }
        };
    }

    /** The content of a body. */
    public InputStream decode(InputStream body) {
        return this == GZIP ? new GzipBody(body) : body;
    }
}
