package io.lastword.producer.web;

import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** The body of a bulk write, as its {@code Content-Encoding} says. */
final class BulkBody {

    private BulkBody() {}

    /** @throws ProblemException {@code UNSUPPORTED_ENCODING} unless it is gzip, identity or not declared */
    static InputStream of(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> encodings = Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING));
        String encoding = String.join(", ", encodings).trim().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> request.getInputStream();
            case "gzip", "x-gzip" -> new GzipBody(request.getInputStream());
            default -> {
                response.setHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
                throw new ProblemException(
                        ProblemType.UNSUPPORTED_ENCODING,
                        "a bulk write may be encoded with gzip once, or not at all; nothing was written, send it so");
            }
        };
    }
}
