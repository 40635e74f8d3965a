package io.lastword.query.page;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the page what it may use. */
@RestController
class PageController {

    private final PageSettings settings;
    private final Clock clock;

    PageController(PageSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** @param now by the service's clock, so that ages are not measured by the browser's */
    record Page(@Nullable URI producerUrl, @Nullable URI consumerUrl, boolean operate, boolean edit, Instant now) {}

    @GetMapping(path = "/v1/page", produces = MediaType.APPLICATION_JSON_VALUE)
    Page page() {
        return new Page(
                settings.producerUrl(), settings.consumerUrl(), settings.operate(), settings.edit(), clock.instant());
    }
}
