package io.lastword.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.test.AnyServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@AnyServer
class EmbeddedBrokerIT {

    @TempDir
    private Path directory;

    @Test
    void shouldFindItsDataAgainInAKeptDirectory() throws Exception {
        String clusterId;
        try (EmbeddedBroker first = new EmbeddedBroker(BrokerSettings.in(directory))) {
            first.start();
            clusterId = clusterId(first);
            createTopic(first, "kept");
        }
        try (EmbeddedBroker second = new EmbeddedBroker(BrokerSettings.in(directory))) {
            second.start();

            assertThat(clusterId(second)).isEqualTo(clusterId);
            assertThat(topics(second)).containsExactly("kept");
        }
    }

    @Test
    void shouldSayWhichPortIsBusy() {
        int port = FreePorts.choose();
        try (EmbeddedBroker first = new EmbeddedBroker(
                        BrokerSettings.in(directory.resolve("first")).onPort(port));
                EmbeddedBroker second = new EmbeddedBroker(
                        BrokerSettings.in(directory.resolve("second")).onPort(port))) {
            first.start();

            assertThatThrownBy(second::start).hasMessageStartingWith("port " + port + " (Kafka) is in use");
        }
    }

    @Test
    void shouldRefuseADirectoryThatAnotherBrokerUses() throws Exception {
        try (EmbeddedBroker first = new EmbeddedBroker(BrokerSettings.in(directory));
                EmbeddedBroker second = new EmbeddedBroker(BrokerSettings.in(directory))) {
            first.start();

            assertThatThrownBy(second::start)
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining(directory + " is in use");
            assertThat(topics(first)).isEmpty();
        }
    }

    private static void createTopic(EmbeddedBroker broker, String topic) throws Exception {
        try (Admin admin = admin(broker)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static Set<String> topics(EmbeddedBroker broker) throws Exception {
        try (Admin admin = admin(broker)) {
            return admin.listTopics().names().get();
        }
    }

    private static String clusterId(EmbeddedBroker broker) throws Exception {
        try (Admin admin = admin(broker)) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
