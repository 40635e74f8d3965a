package io.lastword.test;

import java.util.List;

/** The move of one slot between two masters while both answer requests, in the steps of Redis' own tool. */
public final class SlotMigration {

    private static final String TIMEOUT_MILLIS = "5000";

    private final String slot;
    private final TestRedis from;
    private final TestRedis to;
    private final List<TestRedis> masters;
    private boolean finished;

    /** Has each of the two know of the move. */
    SlotMigration(int slot, TestRedis from, TestRedis to, List<TestRedis> masters) {
        this.slot = Integer.toString(slot);
        this.from = from;
        this.to = to;
        this.masters = masters;
        to.cli("CLUSTER", "SETSLOT", this.slot, "IMPORTING", id(from));
        from.cli("CLUSTER", "SETSLOT", this.slot, "MIGRATING", id(to));
    }

    /**
     * Moves keys, one at a time.
     *
     * @return how many were moved: less than asked for if there were no more
     */
    public int moveKeys(int count) {
        String keys = from.cli("CLUSTER", "GETKEYSINSLOT", slot, Integer.toString(count));
        int moved = 0;
        for (String key : keys.lines().toList()) {
            from.cli("MIGRATE", to.host(), Integer.toString(to.port()), key, "0", TIMEOUT_MILLIS);
            moved++;
        }
        return moved;
    }

    /** Moves the keys that are left and gives the slot to its new owner; does nothing if that was done. */
    public void finish() {
        if (finished) {
            return;
        }
        finished = true;
        while (moveKeys(1) > 0) {
            // One at a time, so that the slot is seen in every state between the two masters.
        }
        String newOwner = id(to);
        // The new owner first: nobody would have the slot otherwise.
        to.cli("CLUSTER", "SETSLOT", slot, "NODE", newOwner);
        from.cli("CLUSTER", "SETSLOT", slot, "NODE", newOwner);
        for (TestRedis other : masters) {
            if (other != to && other != from) {
                other.cli("CLUSTER", "SETSLOT", slot, "NODE", newOwner);
            }
        }
    }

    private static String id(TestRedis master) {
        return master.cli("CLUSTER", "MYID");
    }
}
