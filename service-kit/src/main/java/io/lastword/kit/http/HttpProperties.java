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
 * @param allowedHosts names beside {@code localhost}, {@code 127.0.0.0/8} and {@code [::1]} that a request over the
 *     loopback interface may be for; {@code *} for any; default none
 * @param refusedBodyBytes how much of a refused body is read and dropped, so that its sender sees the answer and
 *     not a reset connection
 * @param refusedBodyTime for how long a refused body is read and dropped, which is looked at between two pieces
 * @param threadWait how long a request waits, without a thread, for one of {@code server.tomcat.threads.max} (200), of
 *     which a tenth is kept for probes and scrapes, on a Java without virtual threads; then 503 {@code too-busy}
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
