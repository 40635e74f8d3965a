package io.lastword.test;

/** A Redis Cluster of masters without replicas. */
public interface TestRedisCluster extends RedisServers {

    /** The slot that a key is in. */
    int slotOf(String key);

    /** The master that has the slot. */
    TestRedis ownerOf(int slot);

    /** Begins to move a slot from its owner to another master; both refuse some commands until the end. */
    SlotMigration beginMigration(int slot, TestRedis to);

    /** How many commands the servers have refused because their keys were in two places. */
    long refusals();

    /** Moves a slot, key by key. */
    default void migrate(int slot, TestRedis to) {
        beginMigration(slot, to).finish();
    }
}
