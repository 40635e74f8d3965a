package io.lastword.kit.http.rules;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Keeps other sites' pages out: they may change nothing unless they are allowed to, and on a connection to the loopback interface the service answers
 * only to loopback's names, so that no foreign name can be made to point at it.
 */
public final class OriginRules {

    private static final String ANY = "*";

    private final Set<String> allowedHosts;
    private final AllowedOrigins allowedOrigins;

    public OriginRules(Set<String> allowedHosts, AllowedOrigins allowedOrigins) {
        this.allowedHosts = allowedHosts;
        this.allowedOrigins = allowedOrigins;
    }

    AllowedOrigins allowed() {
        return allowedOrigins;
    }

    /** @throws ProblemException {@code UNKNOWN_HOST} if the request is for a name that is not this service's */
    void checkHost(HttpServletRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        if (host == null || host.isEmpty() || !isLoopback(request.getLocalAddr())) {
            return;
        }
        String name = name(host);
        if (!isLoopback(name)
                && !name.equals("localhost")
                && !allowedHosts.contains(name)
                && !allowedHosts.contains(ANY)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_HOST,
                    "this connection came over the loopback interface, where the service answers to localhost, 127.0.0.1 and"
                            + " [::1], and not to '" + name + "'; add it to lastword.http.allowed-hosts if it is the"
                            + " service's (a proxy on the same machine may pass it on)");
        }
    }

    /** @throws ProblemException {@code CROSS_ORIGIN} if a browser says that another site's page makes the request */
    void checkOrigin(HttpServletRequest request) {
        if (allowedOrigins.include(request)) {
            return;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if ("cross-site".equals(site) || "same-site".equals(site)) {
            throw crossOrigin("Sec-Fetch-Site: " + site);
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !isOwn(origin, request)) {
            throw crossOrigin("Origin: " + origin);
        }
    }

    private static boolean isOwn(String origin, HttpServletRequest request) {
        int scheme = origin.indexOf("://");
        String host = request.getHeader(HttpHeaders.HOST);
        if (scheme < 0 || host == null) {
            return false;
        }
        // A proxy may have ended the browser's TLS, so that the scheme is not to be compared.
        return withoutDefaultPort(origin.substring(scheme + 3)).equals(withoutDefaultPort(host));
    }

    private static String withoutDefaultPort(String authority) {
        String text = authority.toLowerCase(Locale.ROOT);
        return text.endsWith(":80") || text.endsWith(":443") ? text.substring(0, text.lastIndexOf(':')) : text;
    }

    private static ProblemException crossOrigin(String header) {
        return new ProblemException(
                ProblemType.CROSS_ORIGIN,
                "a page of another origin may not change anything here (" + header
                        + "); nothing was done, send it from this service's own origin or without a browser");
    }

    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > host.lastIndexOf(']');
        return (hasPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    private static boolean isLoopback(@Nullable String address) {
        if (address == null || address.isEmpty()) {
            return false;
        }
        return address.equals("[::1]")
                || address.equals("0:0:0:0:0:0:0:1")
                || address.equals("::1")
                || address.startsWith("127.") && isDottedNumbers(address);
    }

    /** So that {@code 127.0.0.1.example} is none. */
    private static boolean isDottedNumbers(String address) {
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
