package io.lastword.query.scan;

import io.lastword.query.filter.ByteRange;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies around a point, cut into rings. Distances are squares of chords through a sphere of radius 1: 0 to 4, and
 * sorted as the distances along its surface are.
 *
 * @param x of the point, a vector of length 1
 * @param farthest what is farther away is left out
 * @param rings from the inside to the outside, the last one reaching as far as the farthest
 */
public record Surroundings(double x, double y, double z, double farthest, List<Ring> rings) {

    /**
     * One ring.
     *
     * @param reach the distance up to which it and those before it leave nothing out
     * @param cells ranges of members of the index, none of them in a ring before it
     */
    public record Ring(double reach, List<ByteRange> cells) {}

    /** A place in a list by distance: the distance, and then the id, or bytes that sort behind every id. */
    static byte[] place(byte[] distance, byte[] id) {
        byte[] last = id.length == 0 ? new byte[] {(byte) 0xFF} : id;
        return ByteBuffer.allocate(Double.BYTES + last.length)
                .put(distance)
                .put(last)
                .array();
    }

    /** The distance of a place, or -1 for the point itself. */
    public static double distance(byte @Nullable [] place) {
        return place == null ? -1 : ByteBuffer.wrap(place).getDouble();
    }
}
