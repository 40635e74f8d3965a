package io.lastword.consumer.topic;

import io.lastword.consumer.topic.Times.Moment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.QuorumInfo.ReplicaState;
import org.jspecify.annotations.Nullable;

/** What the cluster's metadata quorum said of its brokers: up to when each knew all that the quorum had decided. */
public sealed interface Testimony {

    /**
     * Up to when a broker is known to have led what it says it leads.
     *
     * @param asked when it was asked for that
     * @return not later than that; null if nothing is known
     */
    @Nullable
    Moment upTo(int broker, Moment asked);

    /** The quorum can never be asked; brokers are believed. */
    record Unavailable(String why) implements Testimony {

        @Override
        public Moment upTo(int broker, Moment asked) {
            return asked;
        }
    }

    /** The quorum did not answer. */
    record None(String why) implements Testimony {

        @Override
        public @Nullable Moment upTo(int broker, Moment asked) {
            return null;
        }
    }

    /**
     * The quorum answered.
     *
     * @param asked when it was asked
     * @param behind for how long each broker had not known all, at most, when it answered, in milliseconds
     */
    record Given(Moment asked, Map<Integer, Long> behind) implements Testimony {

        /**
         * All times in the answer are of the clock of the quorum's leader, and only their differences are used. That one
         * leads is vouched for by most voters, which fetch from it.
         */
        static Testimony of(Moment asked, QuorumInfo quorum) {
            OptionalLong now = quorum.voters().stream()
                    .filter(voter -> voter.replicaId() == quorum.leaderId())
                    .map(ReplicaState::lastCaughtUpTimestamp)
                    .findFirst()
                    .orElse(OptionalLong.empty());
            if (now.isEmpty()) {
                return new None("the metadata quorum has no leader");
            }
            List<Long> voters =
                    ages(quorum.voters(), now.getAsLong(), ReplicaState::lastFetchTimestamp).values().stream()
                            .sorted()
                            .toList();
            int majority = quorum.voters().size() / 2;
            if (voters.size() <= majority) {
                return new None("the leader of the metadata quorum has no majority");
            }
            Map<Integer, Long> behind = new HashMap<>();
            behind.putAll(ages(quorum.observers(), now.getAsLong(), ReplicaState::lastCaughtUpTimestamp));
            behind.putAll(ages(quorum.voters(), now.getAsLong(), ReplicaState::lastCaughtUpTimestamp));
            behind.replaceAll((broker, age) -> Math.max(age, voters.get(majority)));
            return new Given(asked, behind);
        }

        private static Map<Integer, Long> ages(
                List<ReplicaState> replicas, long now, Function<ReplicaState, OptionalLong> time) {
            Map<Integer, Long> ages = new HashMap<>();
            for (ReplicaState replica : replicas) {
                time.apply(replica)
                        .ifPresent(then ->
                                ages.put(replica.replicaId(), then < 0 ? Long.MAX_VALUE : Math.max(0, now - then)));
            }
            ages.values().removeIf(age -> age == Long.MAX_VALUE);
            return ages;
        }

        @Override
        public @Nullable Moment upTo(int broker, Moment when) {
            Long age = behind.get(broker);
            if (age == null) {
                return null;
            }
            Moment known = asked.minusMillis(age);
            return known.nanos() - when.nanos() < 0 ? known : when;
        }
    }
}
