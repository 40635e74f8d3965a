package io.lastword.consumer.loop;

import static java.util.Objects.requireNonNull;

import io.lastword.consumer.plan.RecoveryPlanner;
import io.lastword.consumer.reading.BatchGuard;
import io.lastword.consumer.reading.FlawLog;
import io.lastword.consumer.reading.FoldMeters;
import io.lastword.consumer.reading.FoldSettings;
import io.lastword.consumer.reading.FoldStatus;
import io.lastword.consumer.reading.Lane;
import io.lastword.consumer.reading.RecordReader;
import io.lastword.consumer.recovery.BuildPace;
import io.lastword.consumer.recovery.BuildPlaces;
import io.lastword.consumer.recovery.Builds;
import io.lastword.consumer.recovery.Generations;
import io.lastword.consumer.recovery.PutOffBuilds;
import io.lastword.consumer.recovery.Recovery;
import io.lastword.consumer.snapshot.HistoryWindowStore;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.QuorumWitness;
import io.lastword.consumer.topic.Times;
import io.lastword.model.record.RecordCodec;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.types.EntityType;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fold loops of all entity types, one thread each, so that no type waits for another. */
public final class FoldLoops implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FoldLoops.class);

    /** A build that waits for its place asks once per heartbeat, which may be late. */
    private static final int HEARTBEATS_BETWEEN_WISHES = 5;

    private final Map<EntityType, FoldLoop> loops = new LinkedHashMap<>();
    private final Map<EntityType, LogLookup> lookups = new HashMap<>();
    private final Runnable onDeath;

    /** Makes the readers of a type's topic; each is used by its loop's thread alone. */
    public interface Readers {

        /** A member of the type's consumer group, which says what partitions it folds. */
        Consumer<byte[], byte[]> inGroup(EntityType type);

        /** A reader of what it is told to read. */
        Consumer<byte[], byte[]> withoutGroup();
    }

    /** @param onDeath called if a loop ends that nobody stopped */
    public FoldLoops(
            Collection<EntityType> types,
            Readers readers,
            Admin admin,
            QuorumWitness witness,
            SnapshotStore store,
            HistoryWindowStore windows,
            MeterRegistry registry,
            FoldSettings settings,
            Times times,
            Runnable onDeath) {
        this.onDeath = onDeath;
        RecoveryPlanner planner = new RecoveryPlanner(times.clockSkew());
        BuildPlaces places = new BuildPlaces(
                settings.builds().concurrent(),
                settings.heartbeat().multipliedBy(HEARTBEATS_BETWEEN_WISHES),
                times.ticker());
        for (EntityType type : types) {
            LogLookup lookup = new LogLookup(admin, type.topic(), times, settings.logTimeout(), witness::ask);
            FoldMeters meters = new FoldMeters(registry, type.name());
            BatchGuard guard = new BatchGuard(type, planner, meters, times);
            Generations generations = new Generations(type, store, meters);
            Map<FoldDefinition, RecordReader> decoders = new HashMap<>();
            FlawLog flaws = new FlawLog();
            Function<Consumer<byte[], byte[]>, Lane> lanes = consumer -> new Lane(
                    type,
                    consumer,
                    lookup,
                    definition -> decoders.computeIfAbsent(
                            definition,
                            d -> new RecordReader(
                                    new RecordCodec(d.limits()),
                                    settings.batchSize(d),
                                    settings.rounds().stepBytes(),
                                    flaws)),
                    guard,
                    meters,
                    settings);
            Builds builds = new Builds(
                    type,
                    lanes.apply(readers.withoutGroup()),
                    store,
                    generations,
                    places,
                    new BuildPace(settings.builds().rate(), times.ticker()),
                    new PutOffBuilds(settings.builds().retry(), times.ticker()),
                    settings.leastWindow(),
                    times);
            lookups.put(type, lookup);
            loops.put(
                    type,
                    new FoldLoop(
                            type,
                            lanes.apply(readers.inGroup(type)),
                            builds,
                            lookup,
                            store,
                            windows,
                            new Recovery(type, lookup, store, windows, planner, generations, builds, times),
                            meters,
                            new IndexMeters(registry, type.name(), store, times.ticker()),
                            settings,
                            times));
        }
    }

    /** Starts all loops. */
    public void start() {
        for (FoldLoop loop : loops.values()) {
            Thread thread = new Thread(loop, "fold-" + loop.status().type());
            thread.setUncaughtExceptionHandler((dead, failure) -> {
                log.error("{} died; restart this consumer", dead.getName(), failure);
                onDeath.run();
            });
            thread.start();
        }
    }

    public List<FoldStatus> statuses() {
        return loops.values().stream().map(FoldLoop::status).toList();
    }

    Collection<EntityType> types() {
        return loops.keySet();
    }

    FoldStatus status(EntityType type) {
        return requireNonNull(loops.get(type)).status();
    }

    LogLookup lookup(EntityType type) {
        return requireNonNull(lookups.get(type));
    }

    @Override
    public void close() {
        loops.values().forEach(FoldLoop::close);
    }
}
