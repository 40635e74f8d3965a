package io.lastword.consumer.log;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.model.EntityType;
import io.lastword.model.RecordCodec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fold loops of all entity types, one thread each, so that no type waits for another. */
public final class FoldLoops implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FoldLoops.class);

    private final List<FoldLoop> loops = new ArrayList<>();
    private final Runnable onDeath;

    /**
     * @param consumers makes the consumer of a type's topic; each is used by its loop's thread alone
     * @param batchSize most records in one store step
     * @param clockSkew how far ahead a stored time may be of this machine's clock and still be believed
     * @param onDeath called if a loop ends that nobody stopped
     */
    public FoldLoops(
            Collection<EntityType> types,
            Function<EntityType, Consumer<byte[], byte[]>> consumers,
            Admin admin,
            SnapshotStore store,
            MeterRegistry registry,
            FoldSettings settings,
            int batchSize,
            Duration clockSkew,
            Clock clock,
            Runnable onDeath) {
        this.onDeath = onDeath;
        RecoveryPlanner planner = new RecoveryPlanner(clockSkew);
        for (EntityType type : types) {
            LogLookup lookup = new LogLookup(admin, type.topic(), clock, settings.logTimeout());
            FoldMeters meters = new FoldMeters(registry, type.name());
            loops.add(new FoldLoop(
                    type,
                    consumers.apply(type),
                    lookup,
                    store,
                    new RecordReader(new RecordCodec(type.limits()), batchSize),
                    new Recovery(type, lookup, store, planner, meters, clock),
                    meters,
                    settings,
                    clock));
        }
    }

    /** Starts all loops. */
    public void start() {
        for (FoldLoop loop : loops) {
            Thread thread = new Thread(loop, "fold-" + loop.status().type());
            thread.setUncaughtExceptionHandler((dead, failure) -> {
                log.error("{} died; restart this consumer", dead.getName(), failure);
                onDeath.run();
            });
            thread.start();
        }
    }

    public List<FoldStatus> statuses() {
        return loops.stream().map(FoldLoop::status).toList();
    }

    @Override
    public void close() {
        loops.forEach(FoldLoop::close);
    }
}
