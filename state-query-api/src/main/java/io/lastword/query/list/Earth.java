package io.lastword.query.list;

/** The earth as a sphere: great-circle distances are at most 0.56 % off those on the ellipsoid. */
final class Earth {

    /** The mean radius (IUGG). */
    static final double RADIUS_METRES = 6_371_008.8;

    private Earth() {}

    /** The square of the chord through a sphere of radius 1 between two points this angle (in radians) apart. */
    static double chord(double angle) {
        double half = Math.sin(Math.min(angle, Math.PI) / 2);
        return 4 * half * half;
    }

    /** The angle in radians between two points whose chord has this square. */
    static double angle(double chord) {
        return 2 * Math.asin(Math.min(1, Math.sqrt(chord) / 2));
    }

    static double metres(double chord) {
        return RADIUS_METRES * angle(chord);
    }
}
