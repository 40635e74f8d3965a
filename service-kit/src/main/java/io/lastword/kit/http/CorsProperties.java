package io.lastword.kit.http;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which other sites' pages may use a service.
 *
 * @param allowedOrigins origins whose pages may use the service, such as {@code https://state.example}, as browsers
 *     send them; default none
 */
@ConfigurationProperties("lastword.cors")
record CorsProperties(@DefaultValue Set<String> allowedOrigins) {

    CorsProperties {
        allowedOrigins = Set.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            if (!origin.matches("https?://[^/*\\s]+")) {
                throw new IllegalArgumentException("lastword.cors.allowed-origins has '" + origin
                        + "'; an origin is a scheme and an authority without a path, such as https://state.example");
            }
        }
    }
}
