package io.lastword.query.lookup;

import io.lastword.model.entity.EntityId;
import io.lastword.model.limit.Ticker;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.record.Partitioner;
import io.lastword.query.currency.Current;
import io.lastword.query.currency.CurrentReads;
import io.lastword.query.currency.Demand;
import io.lastword.query.currency.NotReady;
import io.lastword.query.currency.PositionWatch;
import io.lastword.query.snapshot.Allowance;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead;
import io.lastword.query.snapshot.PartitionRead.Served;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lastword.query.snapshot.SnapshotReader;
import io.lastword.query.snapshot.StatesTooLargeException;
import io.lastword.query.snapshot.StatusReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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

    private final SnapshotReader reader;
    private final NotReady notReady;
    private final CurrentReads reads;

    /** @param clockSkew how far the clocks of those who date tokens and snapshots may be apart */
    public EntityLookup(
            SnapshotReader reader,
            StatusReader statuses,
            PositionWatch watch,
            Duration clockSkew,
            Clock clock,
            Ticker ticker) {
        this.reader = reader;
        this.notReady = new NotReady(statuses);
        this.reads = new CurrentReads(reader, notReady, watch, clockSkew, clock, ticker);
    }

    /** For other reads that are held to the same, together with these. */
    public CurrentReads reads() {
        return reads;
    }

    /** How many partitions the type's log has. */
    public int partitions(String type) {
        return reads.partitions(type);
    }

    /**
     * Looks up one entity.
     *
     * @throws ProblemException where no true answer can be given now
     * @throws io.lastword.query.snapshot.StoreUnavailableException if the store did not answer
     */
    public Current find(String type, EntityId id, Demand demand) {
        return find(
                type,
                partitions -> {
                    PartitionKey key = new PartitionKey(type, Partitioner.partition(id.toKey(), partitions));
                    Map<PartitionKey, List<EntityId>> wanted = Map.of(key, List.of(id));
                    return read(type, wanted, reader.read(wanted, partitions));
                },
                demand);
    }

    /**
     * Looks up entities of one type, each partition's at one moment.
     *
     * @param ids at least one, and none twice
     * @throws ProblemException where no true answer can be given now, or the entities are larger than allowed
     * @throws io.lastword.query.snapshot.StoreUnavailableException if the store did not answer
     */
    public Current find(String type, Collection<EntityId> ids, Demand demand, Allowance allowance) {
        return find(
                type,
                partitions -> {
                    Map<PartitionKey, List<EntityId>> wanted = byPartition(type, partitions, ids);
                    try {
                        return read(type, wanted, reader.read(wanted, partitions, allowance));
                    } catch (StatesTooLargeException e) {
                        throw tooLarge(ids, e.sizes(), allowance.most());
                    }
                },
                demand);
    }

    /** The positions of all partitions, each at one moment, without any entity; throws what the other method does. */
    public Current current(String type, Demand demand) {
        return find(
                type,
                partitions -> {
                    Map<PartitionKey, List<EntityId>> all = all(type, partitions);
                    return read(type, all, reader.read(all, partitions));
                },
                demand);
    }

    /**
     * Makes sure that what stands nowhere in its own partition stands nowhere in the type.
     *
     * @throws ProblemException if that is not known, or there are misplaced keys
     */
    public void requireNoMisplacedKeys(String type) {
        requireNoMisplacedKeys(type, partitions(type));
    }

    private Current find(String type, IntFunction<Current> read, Demand demand) {
        Current current = reads.read(type, demand, read, Current::partitions);
        if (current.entities().containsValue(new StoredEntity.Absent())) {
            requireWhole(current);
            int partitions = current.partitions().values().iterator().next().partitions();
            requireNoMisplacedKeys(type, partitions);
        }
        return current;
    }

    private static Map<PartitionKey, List<EntityId>> byPartition(
            String type, int partitions, Collection<EntityId> ids) {
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

    private Current read(
            String type, Map<PartitionKey, List<EntityId>> byPartition, Map<PartitionKey, PartitionRead> reads) {
        TreeMap<Integer, Served> served = new TreeMap<>();
        Map<EntityId, StoredEntity> entities = new HashMap<>();
        reads.forEach((key, read) -> {
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
        return new Current(type, served, entities);
    }

    private static ProblemException tooLarge(Collection<EntityId> ids, Map<EntityId, Long> sizes, long most) {
        long bytes = 0;
        int fit = 0;
        for (EntityId id : ids) {
            bytes += sizes.getOrDefault(id, 0L);
            if (bytes > most) {
                break;
            }
            fit++;
        }
        return new ProblemException(
                        ProblemType.ANSWER_TOO_LARGE,
                        "the states of these " + ids.size() + " entities have more than the " + most
                                + " bytes that an answer may have; the first " + fit
                                + " ids fit: ask for so many at once")
                .with("fit", fit)
                .with("maxBytes", most);
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
            throw notReady.misplacedKeys(type, "an entity that is not found may stand elsewhere");
        }
    }
}
