package io.lastword.query.snapshot;

import io.lastword.model.entity.EntityId;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes one call of the reads that arrive while another call to their partition is under way, so that the price of a
 * call is shared just when it matters. A read that finds its partition idle is made at once, and no read is answered
 * from a call that was made before it arrived. Thread-safe.
 */
final class GatheredReads {

    /** So many ids are read in one call; the store does nothing else meanwhile. */
    static final int MAX_IDS = 100;

    /** What one call may bring where it is of several reads; more than the largest snapshot has. */
    static final int MAX_BYTES = 5 << 18;

    private final Call call;
    private final Map<Lane, Lane.State> lanes = new ConcurrentHashMap<>();

    GatheredReads(Call call) {
        this.call = call;
    }

    /**
     * Reads entities of one partition at one moment. A {@link Served} answer has one entity per id, in that order, up to the
     * first that does not fit into the bytes.
     */
    interface Call {

        CompletableFuture<PartitionRead> read(PartitionKey key, int partitions, List<EntityId> ids, int bytes);
    }

    /** Reads one entity. */
    CompletableFuture<PartitionRead> read(PartitionKey key, int partitions, EntityId id) {
        Waiting waiting = new Waiting(id, new CompletableFuture<>());
        Lane lane = new Lane(key, partitions);
        Lane.State state = lanes.computeIfAbsent(lane, l -> new Lane.State());
        if (state.arrive(waiting)) {
            send(lane, state, List.of(waiting));
        }
        return waiting.answer;
    }

    private void send(Lane lane, Lane.State state, List<Waiting> group) {
        CompletableFuture<PartitionRead> answer;
        try {
            answer = call.read(
                    lane.key(),
                    lane.partitions(),
                    group.stream().map(Waiting::id).toList(),
                    group.size() == 1 ? Integer.MAX_VALUE : MAX_BYTES);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((read, failure) -> {
            int answered = read instanceof Served served ? served.entities().size() : group.size();
            List<Waiting> next = state.leave(group.subList(answered, group.size()), answered == 0);
            if (!next.isEmpty()) {
                send(lane, state, next);
            }
            for (int i = 0; i < answered; i++) {
                group.get(i).take(i, read, failure);
            }
        });
    }

    /** Reads that can share a call. */
    private record Lane(PartitionKey key, int partitions) {

        private static final class State {

            private boolean busy;
            private List<Waiting> waiting = new ArrayList<>();

            /** Says whether the one that arrives is to be sent at once. */
            synchronized boolean arrive(Waiting one) {
                if (busy) {
                    waiting.add(one);
                    return false;
                }
                busy = true;
                return true;
            }

            /**
             * Ends a call and returns who is to be sent next.
             *
             * @param unanswered for whom there was no room in the call: they come first
             * @param alone whether the next call is of one read only, because not even one fitted
             */
            synchronized List<Waiting> leave(List<Waiting> unanswered, boolean alone) {
                List<Waiting> next = waiting;
                if (!unanswered.isEmpty()) {
                    next = new ArrayList<>(unanswered);
                    next.addAll(waiting);
                }
                int most = alone ? 1 : MAX_IDS;
                if (next.size() > most) {
                    waiting = new ArrayList<>(next.subList(most, next.size()));
                    return next.subList(0, most);
                }
                waiting = new ArrayList<>();
                busy = !next.isEmpty();
                return next;
            }
        }
    }

    private record Waiting(EntityId id, CompletableFuture<PartitionRead> answer) {

        void take(int index, @Nullable PartitionRead read, @Nullable Throwable failure) {
            if (read instanceof Served served) {
                answer.complete(new Served(
                        served.generation(),
                        served.incarnation(),
                        served.partitions(),
                        served.offset(),
                        served.wholeAt(),
                        served.caughtUpAt(),
                        List.of(served.entities().get(index))));
            } else if (read != null) {
                answer.complete(read);
            } else {
                answer.completeExceptionally(
                        failure == null ? new IllegalStateException("the read has no answer") : failure);
            }
        }
    }
}
