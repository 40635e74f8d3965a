package io.lastword.producer.append;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A change log whose topics are ready, and whose client decides when the test says so. */
public final class ReadyLog {

    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final Incarnation INCARNATION = new Incarnation("AAAAAAAAAAAAAAAAAAAAAA");

    private final MockProducer<byte[], byte[]> producer;
    private final EntityTypes types;
    private final LogStatus status;
    private final ChangeLog log;
    private volatile Incarnation now = INCARNATION;

    public ReadyLog(EntityTypes types) {
        this.types = types;
        producer =
                new MockProducer<>(cluster(types), false, null, new ByteArraySerializer(), new ByteArraySerializer());
        status = new LogStatus(types);
        log = new ChangeLog(
                () -> producer,
                status,
                type -> CompletableFuture.completedFuture(now),
                Duration.ofSeconds(20),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new WriteMeters(new SimpleMeterRegistry(), types, status));
        recreated(INCARNATION.topicId());
    }

    public ChangeLog log() {
        return log;
    }

    public MockProducer<byte[], byte[]> producer() {
        return producer;
    }

    public void lost() {
        status.lost("the log cannot be reached");
    }

    public void recreated(String topicId) {
        now = new Incarnation(topicId);
        for (EntityType type : types.all()) {
            status.set(type, new TopicState.Ready(now));
        }
    }

    private static Cluster cluster(EntityTypes types) {
        Node node = new Node(0, "localhost", 9092);
        List<PartitionInfo> partitions = types.all().stream()
                .flatMap(type -> IntStream.range(0, type.partitions())
                        .mapToObj(number ->
                                new PartitionInfo(type.topic(), number, node, new Node[] {node}, new Node[] {node})))
                .toList();
        return new Cluster("mock", List.of(node), partitions, Set.of(), Set.of());
    }
}
