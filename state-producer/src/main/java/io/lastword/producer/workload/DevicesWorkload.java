package io.lastword.producer.workload;

import io.lastword.model.entity.Change;
import java.util.BitSet;

/**
 * A fleet of streaming devices. While it grows, three of four changes register the next device; all others are the
 * life of those registered so far:
 *
 * <ul>
 *   <li>94 % go to few devices ({@link #skewed}) and are {@code settings-changed},
 *   <li>6 % go to any device: one in six ends it ({@code deregistered}), the others are {@code updated},
 *   <li>whichever finds its device gone brings it back instead ({@code registered}).
 * </ul>
 *
 * <p>A state is a function of seed, device and step. Kept is one bit per device, whether it is gone: 25 MB for 200
 * million.
 */
final class DevicesWorkload implements Workload {

    private static final String REGISTERED = "registered";
    private static final double SKEWED_SHARE = 0.94;

    private final long seed;
    private final long entities;
    private final BitSet gone;
    private long step;

    DevicesWorkload(long seed, long entities) {
        this.seed = seed;
        this.entities = entities;
        this.gone = new BitSet(Math.toIntExact(entities));
    }

    @Override
    public Change next() {
        long now = step++;
        long registered = Math.min(entities, now - now / 4);
        if (registered < entities && now % 4 != 3) {
            return upsert(registered, now, REGISTERED);
        }
        Draw draw = Draw.of(seed, now, 0);
        if (draw.fraction() < SKEWED_SHARE) {
            return change(skewed(draw.fraction(), registered), now, "settings-changed");
        }
        long device = draw.below(registered);
        if (draw.below(6) == 0 && !gone.get((int) device)) {
            gone.set((int) device);
            return new Change.Tombstone(Device.id(device), "deregistered");
        }
        return change(device, now, "updated");
    }

    private Change change(long device, long now, String event) {
        if (gone.get((int) device)) {
            gone.clear((int) device);
            return upsert(device, now, REGISTERED);
        }
        return upsert(device, now, event);
    }

    private Change upsert(long device, long now, String event) {
        return new Change.Upsert(Device.id(device), event, Device.state(seed, device, now));
    }

    /**
     * An index below {@code size}, the k-th about as often as 1/k says (Zipf's law with exponent 1): the first of a
     * million takes about 5 % of all, the first thousand half. The inverse of the continuous law, without any table.
     *
     * @param fraction at least 0, below 1
     */
    static long skewed(double fraction, long size) {
        // StrictMath gives the same bits everywhere; Math need not.
        return Math.min(size, (long) StrictMath.pow(size + 1.0, fraction)) - 1;
    }
}
