package io.lastword.quickstart;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** What a {@link Schedule} can break in a {@link World}, and how it is mended. */
enum Fault {
    CONSUMER_A_KILLED(
            2,
            seconds(0, 4),
            Set.of(),
            Set.of(Organ.CONSUMER_A),
            w -> w.consumer(0).kill(),
            w -> w.consumer(0).start()),
    CONSUMER_B_KILLED(
            2,
            seconds(0, 4),
            Set.of(),
            Set.of(Organ.CONSUMER_B),
            w -> w.consumer(1).kill(),
            w -> w.consumer(1).start()),
    CONSUMER_A_FROZEN(
            2,
            seconds(1, 9),
            Set.of(),
            Set.of(Organ.CONSUMER_A),
            w -> w.consumer(0).freeze(),
            w -> w.consumer(0).thaw()),
    CONSUMER_B_FROZEN(
            2,
            seconds(1, 9),
            Set.of(),
            Set.of(Organ.CONSUMER_B),
            w -> w.consumer(1).freeze(),
            w -> w.consumer(1).thaw()),
    BOTH_CONSUMERS_FROZEN(
            3,
            seconds(3, 12),
            Set.of(),
            Set.of(Organ.CONSUMER_A, Organ.CONSUMER_B),
            w -> w.consumers().forEach(ConsumerProcess::freeze),
            w -> w.consumers().forEach(ConsumerProcess::thaw)),
    CONSUMERS_FROZEN_WHILE_BUILDING(
            6,
            seconds(3, 12),
            Set.of(Organ.REDIS, Organ.BROKER),
            Set.of(Organ.CONSUMER_A, Organ.CONSUMER_B),
            World::freezeWhileBuilding,
            w -> w.consumers().forEach(ConsumerProcess::thaw)),
    QUERY_RESTARTED(2, seconds(0, 1), Set.of(), Set.of(Organ.QUERY), World::stopQuery, World::startQuery),

    REDIS_FLUSHED(3, seconds(0, 0), Set.of(Organ.REDIS), Set.of(), World::flushRedis, Fault::isOver),
    REDIS_RESTARTED(2, seconds(0, 3), Set.of(), Set.of(Organ.REDIS), World::stopRedis, World::startRedis),
    REDIS_EMPTIED(2, seconds(0, 3), Set.of(), Set.of(Organ.REDIS), World::stopRedis, World::startRedisEmpty),
    REDIS_SET_BACK(4, seconds(2, 10), Set.of(), Set.of(Organ.REDIS), World::copyRedis, World::setRedisBack),

    BROKER_RESTARTED(2, seconds(0, 0), Set.of(Organ.BROKER), Set.of(), World::restartBroker, Fault::isOver),
    BROKER_DOWN(2, seconds(1, 6), Set.of(), Set.of(Organ.BROKER), World::stopBroker, World::startBroker),
    BROKER_CUT_OFF_WITH_CONSUMER_B(
            20,
            seconds(5, 15),
            Set.of(),
            Set.of(Organ.BROKER, Organ.CONSUMER_B),
            World::cutBrokerOff,
            World::healBroker),
    TOPIC_RECREATED_SHORTER(
            3,
            seconds(0, 0),
            Set.of(Organ.BROKER),
            Set.of(Organ.SETTINGS, Organ.TRANSACTION),
            World::recreateTopicShorter,
            Fault::isOver),
    TOPIC_RECREATED_LONGER(
            4,
            seconds(0, 0),
            Set.of(Organ.BROKER),
            Set.of(Organ.SETTINGS, Organ.TRANSACTION),
            World::recreateTopicLonger,
            Fault::isOver),
    RECORDS_DELETED(2, seconds(0, 0), Set.of(Organ.BROKER), Set.of(), World::deleteRecords, Fault::isOver),
    TOMBSTONES_SHORT_LIVED(
            3,
            seconds(6, 20),
            Set.of(Organ.BROKER),
            Set.of(Organ.SETTINGS),
            World::lowerTombstoneRetention,
            World::raiseTombstoneRetention),
    TRANSACTION_ABORTED(
            2,
            seconds(0, 5),
            Set.of(Organ.BROKER),
            Set.of(Organ.TRANSACTION),
            World::openTransaction,
            World::abortTransaction),
    TRANSACTION_COMMITTED(
            2,
            seconds(0, 5),
            Set.of(Organ.BROKER),
            Set.of(Organ.TRANSACTION),
            World::openTransaction,
            World::commitTransaction),
    UNREADABLE_VALUES(2, seconds(0, 0), Set.of(Organ.BROKER), Set.of(), World::writeUnreadable, Fault::isOver),

    REBUILD_REQUESTED(
            3,
            seconds(0, 0),
            Set.of(Organ.BROKER, Organ.CONSUMER_A, Organ.REDIS),
            Set.of(),
            World::requestRebuild,
            Fault::isOver),
    REDIS_FULL_WHILE_BUILDING(
            3,
            seconds(2, 8),
            Set.of(Organ.BROKER, Organ.CONSUMER_A),
            Set.of(Organ.REDIS),
            World::fillRedisWhileBuilding,
            World::makeRoomInRedis),
    FLIP_LOST(3, seconds(0, 0), Set.of(Organ.REDIS), Set.of(), World::loseFlip, Fault::isOver),

    CLOCK_A_DAY_AHEAD(
            2,
            seconds(1, 6),
            Set.of(),
            Set.of(Organ.CLOCK),
            w -> w.consumer(0).stepClock(Duration.ofDays(1)),
            w -> w.consumer(0).stepClock(Duration.ZERO)),
    CLOCK_AN_HOUR_BACK(
            2,
            seconds(1, 6),
            Set.of(),
            Set.of(Organ.CLOCK),
            w -> w.consumer(0).stepClock(Duration.ofHours(-1)),
            w -> w.consumer(0).stepClock(Duration.ZERO));

    /** What can be broken where there is one broker only. */
    static final Set<Fault> OF_ONE_BROKER =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(BROKER_CUT_OFF_WITH_CONSUMER_B)));

    /** All, for three brokers of which one can be cut off. */
    static final Set<Fault> OF_THREE_BROKERS = Collections.unmodifiableSet(EnumSet.allOf(Fault.class));

    /** A part that can have only one thing wrong with it at a time. */
    enum Organ {
        CONSUMER_A,
        CONSUMER_B,
        CLOCK,
        QUERY,
        REDIS,
        BROKER,
        SETTINGS,
        TRANSACTION
    }

    /** Least and most time between a fault's beginning and its end. */
    record Lasting(Duration least, Duration most) {}

    private final int weight;
    private final Lasting lasting;
    private final Set<Organ> needs;
    private final Set<Organ> holds;
    private final Consumer<World> begin;
    private final Consumer<World> end;

    Fault(int weight, Lasting lasting, Set<Organ> needs, Set<Organ> holds, Consumer<World> begin, Consumer<World> end) {
        this.weight = weight;
        this.lasting = lasting;
        this.needs = needs;
        this.holds = holds;
        this.begin = begin;
        this.end = end;
    }

    /** How often it is drawn, in relation to the others. */
    int weight() {
        return weight;
    }

    Lasting lasting() {
        return lasting;
    }

    /** What must be whole when it begins and when it ends; several faults may need the same. */
    Set<Organ> needs() {
        return needs;
    }

    /** What is not whole between its beginning and its end, and so whole for it alone. */
    Set<Organ> holds() {
        return holds;
    }

    /** Whether both can be open at once without one taking away what the other needs. */
    boolean goesWith(Fault other) {
        return Collections.disjoint(holds, other.holds)
                && Collections.disjoint(holds, other.needs)
                && Collections.disjoint(needs, other.holds);
    }

    void begin(World world) {
        begin.accept(world);
    }

    void end(World world) {
        end.accept(world);
    }

    private static void isOver(World world) {}

    private static Lasting seconds(int least, int most) {
        return new Lasting(Duration.ofSeconds(least), Duration.ofSeconds(most));
    }
}
