package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.SingleTestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A group with strangers, and a consumer without rights: health names them. */
@AnyServer
class GroupFaultsIT {

    private static final String[] SOON = {"--lastword.consumer.progress-timeout=2s"};
    private static final String UP = "\"status\":\"UP\"}";
    private static final String DOWN = "\"status\":\"DOWN\"}";

    @Test
    void shouldNameAForeignClientThatHasPartitions() throws Exception {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            scene.writer().upserts("id-", 100, 1);
            ConfigurableApplicationContext consumer = scene.start(SOON);
            scene.awaitFolded();
            Scene.await("health to be up").until(() -> Scene.health(consumer).endsWith(UP));

            AtomicBoolean stop = new AtomicBoolean();
            Thread stranger = new Thread(() -> join(scene, stop));
            stranger.start();

            Scene.await("the stranger to be named")
                    .untilAsserted(() -> assertThat(Scene.health(consumer))
                            .contains("the group " + scene.group() + " gave it to client 'stranger'")
                            .endsWith(DOWN));
            assertThat(Actuator.of(consumer).metric("lastword_fold_unfolded_partitions{type=\"device\"}"))
                    .isEqualTo(1);
            stop.set(true);
            stranger.join();
            scene.awaitFolded();
            Scene.await("health to be up").until(() -> Scene.health(consumer).endsWith(UP));
        }
    }

    private static void join(Scene scene, AtomicBoolean stop) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", Backends.broker().bootstrapServers(),
                "group.id", scene.group(),
                "client.id", "stranger",
                "auto.offset.reset", "latest",
                "partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(scene.topic()));
            while (!stop.get()) {
                consumer.poll(Duration.ofMillis(100));
            }
        }
    }

    @Test
    void shouldNameTheRightsThatAreMissing() throws Exception {
        try (SingleTestBroker broker = Backends.newBroker(Map.of(
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found", "true"));
                Scene scene = new Scene(broker, Backends.redis(), 1)) {
            scene.writer().upserts("id-", 100, 1);
            ConfigurableApplicationContext consumer = scene.start(SOON);
            scene.awaitFolded();

            deny(scene, ResourceType.TOPIC, scene.topic(), AclOperation.DESCRIBE_CONFIGS);
            Scene.await("health to be down")
                    .untilAsserted(() -> assertThat(Scene.health(consumer))
                            .contains("this consumer has no right DescribeConfigs on it; grant it")
                            .endsWith(DOWN));
            scene.admin().deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
            Scene.await("health to be up").until(() -> Scene.health(consumer).endsWith(UP));

            deny(scene, ResourceType.CLUSTER, Resource.CLUSTER_NAME, AclOperation.DESCRIBE);
            Instant denied = Instant.now();
            Scene.await("the right to be named")
                    .untilAsserted(() -> assertThat(Scene.health(consumer))
                            .contains("the right Describe on the cluster is missing")
                            .endsWith(UP));
            Scene.await("caught-up-at to move on")
                    .until(() -> scene.picture(0).caughtUpAt().isAfter(denied.plusSeconds(1)));
        }
    }

    private static void deny(Scene scene, ResourceType type, String name, AclOperation operation) throws Exception {
        ResourcePattern resource = new ResourcePattern(type, name, PatternType.LITERAL);
        scene.admin()
                .createAcls(List.of(
                        new AclBinding(
                                resource,
                                new AccessControlEntry("User:*", "*", AclOperation.ALL, AclPermissionType.ALLOW)),
                        new AclBinding(
                                resource, new AccessControlEntry("User:*", "*", operation, AclPermissionType.DENY))))
                .all()
                .get();
    }
}
