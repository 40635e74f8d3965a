package io.lastword.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    private final BrokerSettings settings = BrokerSettings.in(Path.of("data"));

    @Test
    void shouldLetOwnPropertiesReplaceTheUsualOnes() {
        Properties properties =
                settings.with("auto.create.topics.enable", "true").toProperties(9092, 9093, 0);

        assertThat(properties)
                .containsEntry("auto.create.topics.enable", "true")
                .containsEntry("num.partitions", "1");
    }

    @Test
    void shouldListenOnTheLoopbackAddressOnly() {
        Properties properties =
                settings.with("listeners", "PLAINTEXT://0.0.0.0:1").toProperties(9092, 9093, 0);

        assertThat(properties)
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:9092");
    }

    @Test
    void shouldSendClientsOfTheSecondListenerThroughTheForwarder() {
        Properties properties = settings.behindForwarder(9095).toProperties(9092, 9093, 9094);

        assertThat(properties)
                .containsEntry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093,FORWARDED://127.0.0.1:9094")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:9092,FORWARDED://127.0.0.1:9095");
    }
}
