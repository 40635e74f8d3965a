package io.lastword.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    private final BrokerSettings settings = BrokerSettings.in(Path.of("data"))
            .onPort(9092)
            .partOf(new Quorum("id", 2, new TreeMap<>(Map.of(1, 9091, 2, 9093, 3, 9095))));

    @Test
    void shouldLetOwnPropertiesReplaceTheUsualOnes() {
        Properties properties =
                settings.with("auto.create.topics.enable", "true").toProperties();

        assertThat(properties)
                .containsEntry("auto.create.topics.enable", "true")
                .containsEntry("num.partitions", "1");
    }

    @Test
    void shouldListenOnTheLoopbackAddressOnly() {
        assertThat(settings.toProperties())
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:9092");
        assertThatThrownBy(() ->
                        settings.with("listeners", "PLAINTEXT://0.0.0.0:1").toProperties())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PLAINTEXT://0.0.0.0:1");
    }

    @Test
    void shouldSendClientsOfTheSecondListenerThroughTheForwarder() {
        Properties properties =
                settings.withListener(new ForwardedListener(9094, 9096)).toProperties();

        assertThat(properties)
                .containsEntry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093,FORWARDED://127.0.0.1:9094")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:9092,FORWARDED://127.0.0.1:9096");
    }

    @Test
    void shouldBeOneOfItsQuorum() {
        assertThat(settings.toProperties())
                .containsEntry("node.id", "2")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:9091,2@127.0.0.1:9093,3@127.0.0.1:9095");
    }
}
