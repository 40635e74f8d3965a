package io.lastword.query.list;

import com.google.common.geometry.S1Angle;
import com.google.common.geometry.S2Cap;
import com.google.common.geometry.S2CellId;
import com.google.common.geometry.S2LatLng;
import com.google.common.geometry.S2Point;
import com.google.common.geometry.S2RegionCoverer;
import io.lastword.query.filter.ByteRange;
import io.lastword.query.scan.Surroundings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what lies around a point into rings that grow from one to the next, since it is not known how far away the
 * nearest entities are. Each is covered by cells of the index of coordinates, over date line and poles alike.
 */
final class Rings {

    private static final int RINGS = 7;
    private static final double GROWTH = 4;

    /** Cells are cut off a little beyond each ring, by far less than the smallest of them is wide. */
    private static final double MARGIN = 1e-12;

    private static final S2RegionCoverer COARSE =
            S2RegionCoverer.builder().setMaxCells(12).build();
    private static final S2RegionCoverer FINE =
            S2RegionCoverer.builder().setMaxCells(64).build();

    private Rings() {}

    /**
     * How far rings reach, in radians.
     *
     * @param from where the first one begins
     * @param to where the last one ends
     */
    static List<Double> reaches(double from, double to) {
        List<Double> reaches = new ArrayList<>();
        for (int ring = RINGS - 1; ring >= 0; ring--) {
            reaches.add(from + (to - from) / Math.pow(GROWTH, ring));
        }
        return reaches;
    }

    /**
     * The same reaches, with smaller rings in the place of one that holds too much.
     *
     * @param from where the first one begins, in radians
     * @param before distance up to which the rings did not hold too much
     */
    static List<Double> refined(List<Double> reaches, double from, double before) {
        int good = 0;
        while (good < reaches.size() - 1 && Earth.chord(reaches.get(good)) <= before) {
            good++;
        }
        List<Double> refined = new ArrayList<>(reaches.subList(0, good));
        refined.addAll(reaches(good == 0 ? from : reaches.get(good - 1), reaches.get(good)));
        refined.addAll(reaches.subList(good + 1, reaches.size()));
        return refined;
    }

    /**
     * The surroundings of a point.
     *
     * @param from angle in radians from which on they are wanted, 0 for the point itself
     * @param reaches of the rings, the last one that of the radius
     */
    static Surroundings around(Order.Nearest near, double from, List<Double> reaches) {
        S2Point center = S2LatLng.fromDegrees(
                        near.center().latitude(), near.center().longitude())
                .toPoint();
        boolean coarse = from == 0 && reaches.size() == RINGS;
        S2RegionCoverer coverer = coarse ? COARSE : FINE;
        Cells covered = new Cells();
        if (from > 0) {
            covered.add(FINE.getInteriorCovering(cap(center, from * (1 - 1e-9) - MARGIN))
                    .cellIds());
        }
        List<Surroundings.Ring> rings = new ArrayList<>();
        for (double reach : reaches) {
            List<ByteRange> cells = covered.add(coverer.getCovering(cap(center, reach * (1 + 1e-9) + MARGIN))
                    .cellIds());
            rings.add(new Surroundings.Ring(Earth.chord(reach), cells));
        }
        double farthest = Earth.chord(reaches.get(reaches.size() - 1));
        return new Surroundings(center.getX(), center.getY(), center.getZ(), farthest, rings);
    }

    private static S2Cap cap(S2Point center, double angle) {
        return S2Cap.fromAxisAngle(center, S1Angle.radians(Math.min(Math.PI, Math.max(0, angle))));
    }

    /** The cells of the smallest size that are in some ring, as ranges. */
    private static final class Cells {

        /**
         * Numbers of cells of the smallest size are odd, and so are both bounds: else a gap of one cell would look like none.
         *
         * @param end the first cell behind the range; numbers are unsigned
         */
        private record Range(long first, long end) {}

        private final List<Range> covered = new ArrayList<>();

        /** Adds what these cells hold, and returns the members of the index that were not in any range before. */
        List<ByteRange> add(List<S2CellId> cells) {
            List<Range> fresh = new ArrayList<>();
            for (S2CellId cell : cells) {
                List<Range> rest =
                        List.of(new Range(cell.rangeMin().id(), cell.rangeMax().id() + 2));
                for (Range range : covered) {
                    rest = rest.stream()
                            .flatMap(one -> without(one, range).stream())
                            .toList();
                }
                fresh.addAll(rest);
            }
            covered.addAll(fresh);
            fresh.sort((one, other) -> Long.compareUnsigned(one.first, other.first));
            List<ByteRange> members = new ArrayList<>();
            for (int i = 0; i < fresh.size(); i++) {
                long first = fresh.get(i).first;
                while (i + 1 < fresh.size() && fresh.get(i + 1).first == fresh.get(i).end) {
                    i++;
                }
                members.add(new ByteRange(bytes(first), bytes(fresh.get(i).end)));
            }
            return members;
        }

        private static List<Range> without(Range one, Range other) {
            if (Long.compareUnsigned(one.end, other.first) <= 0 || Long.compareUnsigned(other.end, one.first) <= 0) {
                return List.of(one);
            }
            List<Range> rest = new ArrayList<>(2);
            if (Long.compareUnsigned(one.first, other.first) < 0) {
                rest.add(new Range(one.first, other.first));
            }
            if (Long.compareUnsigned(other.end, one.end) < 0) {
                rest.add(new Range(other.end, one.end));
            }
            return rest;
        }

        private static byte[] bytes(long number) {
            return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        }
    }
}
