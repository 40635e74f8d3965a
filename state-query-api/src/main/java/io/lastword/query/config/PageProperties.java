package io.lastword.query.config;

import io.lastword.query.page.PageSettings;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The page at {@code /}.
 *
 * @param producerUrl where a browser reaches the producer, such as {@code http://localhost:8081}, which must allow this
 *     service's origin ({@code lastword.cors.allowed-origins}); none by default
 * @param consumerUrl where it reaches the consumer, likewise
 * @param operate whether the page offers rebuilds, verification and simulations
 * @param edit whether the page offers to change and delete entities
 * @param countedLog the largest log of a type whose records are counted by reading it, while somebody asks
 * @param files location of the page's files
 */
@ConfigurationProperties(prefix = "lastword.page", ignoreUnknownFields = false)
record PageProperties(
        @Nullable URI producerUrl,
        @Nullable URI consumerUrl,
        @DefaultValue("false") boolean operate,
        @DefaultValue("false") boolean edit,
        @DefaultValue("256MB") DataSize countedLog,
        @DefaultValue("classpath:/state-query-api/page/") String files) {

    PageSettings settings() {
        return new PageSettings(producerUrl, consumerUrl, operate, edit);
    }
}
