package io.lastword.kit.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How every service takes requests.
 *
 * @param allowedHosts names beside those of loopback that a request over the loopback interface may be for; {@code *} for
 *     any; none by default
 * @param refusedBodyBytes how much of a refused body is read and dropped, so that its sender sees the answer and not a
 *     reset connection; 64MB by default
 * @param refusedBodyTime for how long, which is looked at between two pieces; 10s by default
 * @param threadWait how long a request waits for one of the server's threads, of which some are left for probes and scrapes,
 *     where the Java has no virtual ones; 10s by default
 */
@ConfigurationProperties("lastword.http")
record HttpProperties(
        @DefaultValue Set<String> allowedHosts,
        @DefaultValue("64MB") DataSize refusedBodyBytes,
        @DefaultValue("10s") Duration refusedBodyTime,
        @DefaultValue("10s") Duration threadWait) {

    HttpProperties {
        allowedHosts = allowedHosts.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
