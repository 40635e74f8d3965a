package io.lastword.query.log;

import static java.util.Objects.requireNonNull;

import io.lastword.kit.share.SharedQuestions;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Asks brokers how many bytes their partitions take on disk. Thread-safe. */
final class LogSizes {

    private final LogAccess access;
    private final SharedQuestions<EntityType, List<Long>> questions;

    LogSizes(LogAccess access, Duration timeout) {
        this.access = access;
        this.questions = new SharedQuestions<>(
                type -> access.describe(type).thenCompose(topic -> sizes(topic, type.topic())), timeout);
    }

    /** The bytes that the leader of each partition keeps of it, by number. */
    CompletableFuture<List<Long>> ask(EntityType type) {
        return questions.ask(type);
    }

    private CompletableFuture<List<Long>> sizes(TopicDescription topic, String name) {
        List<Integer> leaders = topic.partitions().stream()
                .map(partition -> requireNonNull(partition.leader(), "a partition has no leader")
                        .id())
                .toList();
        Admin admin = access.admin();
        return LogAccess.stage(admin.describeLogDirs(leaders.stream().distinct().toList())
                        .allDescriptions())
                .thenApply(brokers -> topic.partitions().stream()
                        .map(partition -> size(brokers, partition, name))
                        .toList());
    }

    private static long size(
            Map<Integer, Map<String, LogDirDescription>> brokers, TopicPartitionInfo partition, String topic) {
        TopicPartition tp = new TopicPartition(topic, partition.partition());
        Map<String, LogDirDescription> folders =
                requireNonNull(brokers.get(partition.leader().id()));
        long bytes = 0;
        for (LogDirDescription folder : folders.values()) {
            ReplicaInfo replica = folder.replicaInfos().get(tp);
            if (replica != null && !replica.isFuture()) {
                bytes += replica.size();
            }
        }
        return bytes;
    }
}
