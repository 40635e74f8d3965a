package io.lastword.quickstart;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** What a {@link Schedule} can break in a {@link World}, and how it is mended. */
enum Fault {
    CONSUMER_A_KILLED(
            2,
            seconds(0, 4),
            Set.of(Organ.CONSUMER_A),
            w -> w.consumer(0).kill(),
            w -> w.consumer(0).start()),
    CONSUMER_B_KILLED(
            2,
            seconds(0, 4),
            Set.of(Organ.CONSUMER_B),
            w -> w.consumer(1).kill(),
            w -> w.consumer(1).start()),
    CONSUMER_A_FROZEN(
            2,
            seconds(1, 9),
            Set.of(Organ.CONSUMER_A),
            w -> w.consumer(0).freeze(),
            w -> w.consumer(0).thaw()),
    CONSUMER_B_FROZEN(
            2,
            seconds(1, 9),
            Set.of(Organ.CONSUMER_B),
            w -> w.consumer(1).freeze(),
            w -> w.consumer(1).thaw()),
    BOTH_CONSUMERS_FROZEN(
            3,
            seconds(3, 12),
            Set.of(Organ.CONSUMER_A, Organ.CONSUMER_B),
            w -> w.consumers().forEach(ConsumerProcess::freeze),
            w -> w.consumers().forEach(ConsumerProcess::thaw)),
    CONSUMERS_FROZEN_WHILE_BUILDING(
            3,
            seconds(3, 12),
            Set.of(Organ.CONSUMER_A, Organ.CONSUMER_B, Organ.REDIS, Organ.BROKER),
            World::freezeWhileBuilding,
            w -> w.consumers().forEach(ConsumerProcess::thaw)),
    QUERY_RESTARTED(2, seconds(0, 1), Set.of(Organ.QUERY), World::stopQuery, World::startQuery),

    REDIS_FLUSHED(3, seconds(0, 0), Set.of(Organ.REDIS), World::flushRedis, Fault::isOver),
    REDIS_RESTARTED(2, seconds(0, 3), Set.of(Organ.REDIS), World::stopRedis, World::startRedis),
    REDIS_EMPTIED(2, seconds(0, 3), Set.of(Organ.REDIS), World::stopRedis, World::startRedisEmpty),
    REDIS_SET_BACK(4, seconds(2, 10), Set.of(Organ.REDIS), World::copyRedis, World::setRedisBack),

    BROKER_RESTARTED(2, seconds(0, 0), Set.of(Organ.BROKER), World::restartBroker, Fault::isOver),
    BROKER_DOWN(
            2,
            seconds(1, 6),
            Set.of(Organ.BROKER, Organ.TOPIC, Organ.SETTINGS, Organ.TRANSACTION),
            World::stopBroker,
            World::startBroker),
    TOPIC_RECREATED_SHORTER(
            3,
            seconds(0, 0),
            Set.of(Organ.BROKER, Organ.TOPIC, Organ.SETTINGS, Organ.TRANSACTION),
            World::recreateTopicShorter,
            Fault::isOver),
    TOPIC_RECREATED_LONGER(
            4,
            seconds(0, 0),
            Set.of(Organ.BROKER, Organ.TOPIC, Organ.SETTINGS, Organ.TRANSACTION),
            World::recreateTopicLonger,
            Fault::isOver),
    RECORDS_DELETED(2, seconds(0, 0), Set.of(Organ.BROKER, Organ.TOPIC), World::deleteRecords, Fault::isOver),
    TOMBSTONES_SHORT_LIVED(
            3, seconds(6, 20), Set.of(Organ.SETTINGS), World::lowerTombstoneRetention, World::raiseTombstoneRetention),
    TRANSACTION_ABORTED(2, seconds(0, 5), Set.of(Organ.TRANSACTION), World::openTransaction, World::abortTransaction),
    TRANSACTION_COMMITTED(
            2, seconds(0, 5), Set.of(Organ.TRANSACTION), World::openTransaction, World::commitTransaction),
    UNREADABLE_VALUES(2, seconds(0, 0), Set.of(Organ.BROKER, Organ.TOPIC), World::writeUnreadable, Fault::isOver),

    REBUILD_REQUESTED(3, seconds(0, 0), Set.of(Organ.BROKER, Organ.CONSUMER_A), World::requestRebuild, Fault::isOver);

    /** A part that can have only one thing wrong with it at a time. */
    enum Organ {
        CONSUMER_A,
        CONSUMER_B,
        QUERY,
        REDIS,
        BROKER,
        TOPIC,
        SETTINGS,
        TRANSACTION
    }

    /** Least and most time between a fault's beginning and its end. */
    record Lasting(Duration least, Duration most) {}

    private final int weight;
    private final Lasting lasting;
    private final Set<Organ> organs;
    private final Consumer<World> begin;
    private final Consumer<World> end;

    Fault(int weight, Lasting lasting, Set<Organ> organs, Consumer<World> begin, Consumer<World> end) {
        this.weight = weight;
        this.lasting = lasting;
        this.organs = EnumSet.copyOf(organs);
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

    /** What must be whole when it begins, and is not until it ends. */
    Set<Organ> organs() {
        return organs;
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
