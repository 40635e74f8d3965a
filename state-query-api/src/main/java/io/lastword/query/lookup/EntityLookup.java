package io.lastword.query.lookup;

import io.lastword.model.CatalogEntry;
import io.lastword.model.EntityId;
import io.lastword.model.Partitioner;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead;
import io.lastword.query.snapshot.PartitionRead.Served;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lastword.query.snapshot.SnapshotReader;
import io.lastword.query.snapshot.StatusReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Looks entities up. An answer is given only where it is known to be true at the position that it states; otherwise a
 * {@link ProblemException} says what is missing. Thread-safe; callers wait.
 */
public final class EntityLookup {

    /** Reads repeated at once, without waiting, before it is said that store and catalog do not fit together. */
    private static final int MAX_REPEATS = 5;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final SnapshotReader reader;
    private final Catalog catalog;
    private final NotReady notReady;
    private final Freshness freshness;
    private final PositionWatch watch;
    private final Clock clock;

    /** @param clockSkew how far ahead a caught-up-at may be of this machine's clock and still be believed */
    public EntityLookup(
            SnapshotReader reader, StatusReader statuses, PositionWatch watch, Duration clockSkew, Clock clock) {
        this.reader = reader;
        this.catalog = new Catalog(reader);
        this.notReady = new NotReady(statuses);
        this.freshness = new Freshness(clockSkew, clock);
        this.watch = watch;
        this.clock = clock;
    }

    /** How many partitions the type's log has. */
    public int partitions(String type) {
        return entry(type).partitions();
    }

    /**
     * Looks up entities of one type, each partition's at one moment.
     *
     * @param ids at least one
     * @throws ProblemException where no true answer can be given now
     * @throws io.lastword.query.snapshot.StoreUnavailableException if the store did not answer
     */
    public Current find(String type, List<EntityId> ids, Demand demand) {
        return find(type, partitions -> byPartition(type, partitions, ids), demand);
    }

    /** The positions of all partitions, each at one moment, without any entity; throws what the other method does. */
    public Current current(String type, Demand demand) {
        return find(type, partitions -> all(type, partitions), demand);
    }

    private Current find(String type, IntFunction<Map<PartitionKey, List<EntityId>>> wanted, Demand demand) {
        long deadline = clock.millis() + demand.timeout().toMillis();
        int repeats = 0;
        while (true) {
            int partitions = entry(type).partitions();
            TreeMap<Integer, Served> served = new TreeMap<>();
            Map<EntityId, StoredEntity> entities = new HashMap<>();
            read(partitions, wanted.apply(partitions), served, entities);

            Freshness.Shortfall shortfall = freshness.check(type, partitions, served, demand);
            if (shortfall == null) {
                Current current = new Current(type, served, entities);
                if (entities.containsValue(new StoredEntity.Absent())) {
                    requireWhole(current);
                    requireNoMisplacedKeys(type, partitions);
                }
                return current;
            }
            long left = deadline - clock.millis();
            switch (shortfall.remedy()) {
                case NONE -> throw shortfall.problem();
                case READ_AGAIN -> {
                    if (++repeats > MAX_REPEATS) {
                        throw shortfall.problem();
                    }
                    catalog.forget(type);
                }
                case WAIT -> {
                    if (left <= 0) {
                        throw shortfall.problem();
                    }
                    watch.awaitMove(shortfall.partition(), shortfall.seen(), Duration.ofMillis(left));
                }
            }
        }
    }

    private static Map<PartitionKey, List<EntityId>> byPartition(String type, int partitions, List<EntityId> ids) {
        Map<PartitionKey, List<EntityId>> byPartition = new HashMap<>();
        for (EntityId id : ids) {
            PartitionKey key = new PartitionKey(type, Partitioner.partition(id.toKey(), partitions));
            byPartition.computeIfAbsent(key, k -> new ArrayList<>()).add(id);
        }
        return byPartition;
    }

    private static Map<PartitionKey, List<EntityId>> all(String type, int partitions) {
        Map<PartitionKey, List<EntityId>> all = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.put(new PartitionKey(type, partition), List.of());
        }
        return all;
    }

    private void read(
            int partitions,
            Map<PartitionKey, List<EntityId>> byPartition,
            Map<Integer, Served> served,
            Map<EntityId, StoredEntity> entities) {
        reader.read(byPartition, partitions).forEach((key, read) -> {
            if (read instanceof PartitionRead.Cold) {
                throw notReady.cold(key);
            }
            Served ofPartition = (Served) read;
            served.put(key.partition(), ofPartition);
            List<EntityId> idsOfPartition = byPartition.getOrDefault(key, List.of());
            for (int i = 0; i < idsOfPartition.size(); i++) {
                entities.put(idsOfPartition.get(i), ofPartition.entities().get(i));
            }
        });
    }

    /** What is absent may have been brought back by a change that was compacted away. */
    private void requireWhole(Current current) {
        current.partitions().forEach((partition, served) -> {
            if (!served.isWhole()) {
                throw notReady.catchingUp(new PartitionKey(current.type(), partition), served);
            }
        });
    }

    private void requireNoMisplacedKeys(String type, int partitions) {
        Boolean misplaced = reader.anyMisplaced(type, partitions);
        if (misplaced == null) {
            throw notReady.otherPartitionCold(type);
        }
        if (misplaced) {
            throw new ProblemException(
                            ProblemType.MISPLACED_KEYS,
                            "the log of '" + type + "' has keys in partitions where Kafka's default partitioner does"
                                    + " not put them, so an entity that is not found may stand elsewhere; set the"
                                    + " writers to murmur2 (librdkafka: partitioner=murmur2_random), write those"
                                    + " entities again, and see GET /v1/types/" + type + "/partitions")
                    .with("reason", "misplaced-keys")
                    .retryAfter(RETRY);
        }
    }

    private CatalogEntry entry(String type) {
        CatalogEntry entry = catalog.find(type);
        if (entry == null) {
            throw notReady.noCatalog(type);
        }
        return entry;
    }
}
