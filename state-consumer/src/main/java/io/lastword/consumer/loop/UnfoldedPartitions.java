package io.lastword.consumer.loop;

import static java.util.Objects.requireNonNull;

import io.lastword.consumer.reading.FoldStatus.PartitionStatus;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.LogUnavailableException;
import io.lastword.consumer.topic.Times;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then at the partitions that this consumer does not fold, whether anybody does: a foreign client in the
 * consumer group is given partitions like any other member, and writes no heartbeats for them. A thread of its own; found
 * partitions may be asked for from any other.
 */
public final class UnfoldedPartitions implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UnfoldedPartitions.class);

    private final FoldLoops loops;
    private final Function<EntityType, String> groups;
    private final Admin admin;
    private final SnapshotStore store;
    private final Times times;
    private final Duration patience;
    private final Map<TopicPartition, Seen> seen = new HashMap<>();
    private final Map<String, Map<Integer, String>> found = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "unfolded-partitions");
        daemon.setDaemon(true);
        return daemon;
    });

    /** What the store said of a partition, and since when it has said the same. */
    private record Seen(@Nullable Object mark, Times.Moment since) {}

    /**
     * @param groups the consumer group of a type
     * @param patience how long a partition may stand still in the store before it counts as folded by nobody
     */
    public UnfoldedPartitions(
            FoldLoops loops,
            Function<EntityType, String> groups,
            Admin admin,
            SnapshotStore store,
            Times times,
            Duration patience) {
        this.loops = loops;
        this.groups = groups;
        this.admin = admin;
        this.store = store;
        this.times = times;
        this.patience = patience;
    }

    /** Begins to look, four times per patience. */
    public void start() {
        long period = patience.dividedBy(4).toMillis();
        thread.scheduleWithFixedDelay(this::lookAtAll, period, period, TimeUnit.MILLISECONDS);
    }

    /** Shows how many there are of each type. */
    public void bindTo(MeterRegistry registry) {
        for (EntityType type : loops.types()) {
            Gauge.builder(
                            "lastword.fold.unfolded.partitions",
                            () -> found(type.name()).size())
                    .description("partitions that no consumer has folded for a while, as this one sees it")
                    .tag("type", type.name())
                    .register(registry);
        }
    }

    /** Those of a type, and who has them instead. */
    public Map<Integer, String> found(String type) {
        return found.getOrDefault(type, Map.of());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void lookAtAll() {
        for (EntityType type : loops.types()) {
            try {
                look(type);
            } catch (LogUnavailableException | StoreUnavailableException e) {
                log.debug("{}: not known who folds its partitions: {}", type.name(), e.getMessage());
            } catch (RuntimeException e) {
                log.warn("{}: not known who folds its partitions", type.name(), e);
            }
        }
    }

    private void look(EntityType type) {
        Set<Integer> own = loops.status(type).partitions().stream()
                .map(PartitionStatus::partition)
                .collect(Collectors.toSet());
        LogLookup lookup = loops.lookup(type);
        int partitions = lookup.await(lookup.identity()).partitions();
        List<Integer> unfolded = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition tp = new TopicPartition(type.topic(), partition);
            if (own.contains(partition)) {
                seen.remove(tp);
                continue;
            }
            Object mark = mark(store.read(type.name(), partition));
            Seen before = seen.get(tp);
            if (before == null || mark == null || !mark.equals(before.mark)) {
                seen.put(tp, new Seen(mark == null ? "" : mark, times.moment()));
            } else if (times.elapsed(before.since).compareTo(patience) > 0) {
                unfolded.add(partition);
            }
        }
        report(type, unfolded);
    }

    /** What changes with every heartbeat of whoever folds it; null where nothing need change. */
    private static @Nullable Object mark(StoredPartition stored) {
        if (stored.marks().frozen() && stored.building() == null) {
            return null;
        }
        List<Object> mark = new ArrayList<>();
        for (Generation generation : new Generation[] {stored.served(), stored.building()}) {
            if (generation != null) {
                mark.add(generation.position().offset());
                mark.add(generation.logEnd() == null ? "" : generation.logEnd());
            }
        }
        return mark;
    }

    private void report(EntityType type, List<Integer> unfolded) {
        Map<Integer, String> now = new TreeMap<>();
        if (!unfolded.isEmpty()) {
            Map<Integer, String> members = members(type);
            unfolded.forEach(partition -> now.put(
                    partition,
                    members.getOrDefault(partition, "no member of the group " + groups.apply(type) + " has it")));
        }
        if (!now.equals(found(type.name()))) {
            if (now.isEmpty()) {
                log.info("{}: all partitions are folded again", type.name());
            } else {
                log.error(
                        "{}: partitions that nobody folds: {}; end what is in the group and is no state consumer",
                        type.name(),
                        now);
            }
            found.put(type.name(), Map.copyOf(now));
        }
    }

    /** Who has which partition of the type's topic. */
    private Map<Integer, String> members(EntityType type) {
        String group = groups.apply(type);
        Map<Integer, String> members = new HashMap<>();
        try {
            ConsumerGroupDescription described = requireNonNull(admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            for (MemberDescription member : described.members()) {
                for (TopicPartition tp : member.assignment().topicPartitions()) {
                    if (tp.topic().equals(type.topic())) {
                        members.put(
                                tp.partition(),
                                "the group %s gave it to client '%s' at %s, which does not fold it"
                                        .formatted(group, member.clientId(), member.host()));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.debug("the members of {} are not known", group, e);
        }
        return members;
    }
}
