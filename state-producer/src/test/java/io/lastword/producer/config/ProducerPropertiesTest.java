package io.lastword.producer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.producer.simulation.SimulationLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProducerPropertiesTest {

    @Test
    void shouldHaveUsableDefaults() {
        ProducerProperties properties = bind(Map.of());

        assertThat(properties.deliveryTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(properties.bulk().maxInFlightRecords()).isEqualTo(10_000);
        assertThat(properties.simulation().toLimits())
                .isEqualTo(new SimulationLimits(2, 200_000_000, 200_000, Duration.ofHours(24)));
    }

    @Test
    void shouldNameEveryMistakeAtOnce() {
        Map<String, String> wrong = new HashMap<>(Map.of(
                "lastword.producer.delivery-timeout", "10ms",
                "lastword.producer.max-block", "5m",
                "lastword.producer.request-wait", "1s",
                "lastword.producer.bulk.max-in-flight-records", "0",
                "lastword.producer.bulk.max-in-flight-bytes", "1GB",
                "lastword.producer.bulk.max-concurrent", "0",
                "lastword.producer.bulk.max-unread-results", "1KB",
                "lastword.producer.bulk.progress-interval", "0s",
                "lastword.producer.bulk.results-timeout", "3d"));
        wrong.putAll(Map.of(
                "lastword.producer.limits.max-id-chars", "256",
                "lastword.producer.limits.max-string-chars", "0",
                "lastword.producer.limits.max-name-chars", "-1",
                "lastword.producer.limits.max-number-chars", "1001",
                "lastword.producer.limits.max-line", "3MB"));

        assertThatThrownBy(() -> bind(wrong))
                .rootCause()
                .hasMessageContainingAll(
                        "delivery-timeout is PT0.01S",
                        "max-block is PT5M",
                        "request-wait is PT1S",
                        "bulk.max-in-flight-records is 0",
                        "bulk.max-in-flight-bytes",
                        "bulk.max-concurrent is 0",
                        "bulk.max-unread-results is 1024B; it must be 16384B to 1073741824B",
                        "bulk.progress-interval is PT0S",
                        "bulk.results-timeout is PT72H",
                        "limits.max-id-chars is 256; it must be 1 to 255",
                        "limits.max-string-chars is 0",
                        "limits.max-name-chars is -1",
                        "limits.max-number-chars is 1001; it must be 1 to 1000",
                        "limits.max-line is 3145728B; it must be 1024B to 2097152B");
    }

    @Test
    void shouldNameEveryMistakeAboutSimulations() {
        Map<String, String> wrong = Map.of(
                "lastword.producer.simulation.max-concurrent", "-1",
                "lastword.producer.simulation.max-entities", "200000001",
                "lastword.producer.simulation.max-rate", "0",
                "lastword.producer.simulation.max-duration", "10ms");

        assertThatThrownBy(() -> bind(wrong))
                .rootCause()
                .hasMessageContainingAll(
                        "simulation.max-concurrent is -1",
                        "simulation.max-entities is 200000001; it must be 1 to 200000000",
                        "simulation.max-rate is 0",
                        "simulation.max-duration is PT0.01S");
    }

    private static ProducerProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("lastword.producer", ProducerProperties.class);
    }
}
