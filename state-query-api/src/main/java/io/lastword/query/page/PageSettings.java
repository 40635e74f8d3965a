package io.lastword.query.page;

import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the page may use and show.
 *
 * @param producerUrl where a browser reaches the producer, or null: then the page has nothing that needs it
 * @param consumerUrl where a browser reaches the consumer, or null
 * @param operate whether it offers rebuilds, verification and simulations
 * @param edit whether it offers to change and delete entities
 */
public record PageSettings(
        @Nullable URI producerUrl, @Nullable URI consumerUrl, boolean operate, boolean edit) {

    public PageSettings {
        check("producer-url", producerUrl);
        check("consumer-url", consumerUrl);
    }

    private static void check(String name, @Nullable URI url) {
        if (url != null && (url.getHost() == null || !url.toString().matches("https?://[^/?#\\s;,']+"))) {
            throw new IllegalArgumentException("lastword.page." + name + " is '" + url
                    + "'; it must be a scheme and an authority without a path, such as http://localhost:8081");
        }
    }

    /** Nothing is loaded from elsewhere, and nothing is asked but the services. */
    String contentSecurityPolicy() {
        String services = Stream.of(producerUrl, consumerUrl)
                .filter(url -> url != null)
                .map(url -> " " + url)
                .distinct()
                .collect(Collectors.joining());
        return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'" + services + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
