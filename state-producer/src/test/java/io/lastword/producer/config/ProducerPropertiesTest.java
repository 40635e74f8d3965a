package io.lastword.producer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
    }

    @Test
    void shouldNameEveryMistakeAtOnce() {
        Map<String, String> wrong = Map.of(
                "lastword.producer.delivery-timeout", "10ms",
                "lastword.producer.max-block", "5m",
                "lastword.producer.request-wait", "1s",
                "lastword.producer.bulk.max-in-flight-records", "0",
                "lastword.producer.bulk.max-in-flight-bytes", "1GB",
                "lastword.producer.bulk.max-concurrent", "0",
                "lastword.producer.bulk.max-unread-results", "1KB",
                "lastword.producer.bulk.progress-interval", "0s",
                "lastword.producer.bulk.results-timeout", "3d");

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
                        "bulk.results-timeout is PT72H");
    }

    private static ProducerProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("lastword.producer", ProducerProperties.class);
    }
}
