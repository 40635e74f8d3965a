package io.lastword.test;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A place on a sphere of the earth's mean radius.
 *
 * @param latitude in degrees, -90 to 90
 * @param longitude in degrees, -180 to 180
 */
public record Place(double latitude, double longitude) {

    private static final double EARTH_RADIUS = 6_371_008.8;

    private static final List<Place> TOWNS = List.of(
            new Place(52.52, 13.405),
            new Place(-23.55, -46.63),
            new Place(35.68, 139.69),
            new Place(0, 0),
            new Place(89.98, 20),
            new Place(-89.99, -100),
            new Place(-17.5, 179.99),
            new Place(65.9, -179.97),
            new Place(40.71, -74.0),
            new Place(-41.3, 174.78));

    /**
     * Many places: towns, some of them at the poles and at the date line; one of a hundred in one spot, at 52.5, 13.3; a few
     * in the open sea.
     */
    public static Map<String, Place> scatter(String idPrefix, int count, Random random) {
        Map<String, Place> places = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Place place;
            if (i % 100 == 0) {
                place = new Place(52.5, 13.3);
            } else if (i % 20 == 0) {
                double latitude = Math.toDegrees(Math.asin(random.nextDouble() * 2 - 1));
                place = new Place(latitude, random.nextDouble() * 360 - 180);
            } else {
                Place town = TOWNS.get(random.nextInt(TOWNS.size()));
                place = town.moved(Math.abs(random.nextGaussian()) * 20_000, random.nextDouble() * 360);
            }
            places.put(idPrefix + i, place);
        }
        return places;
    }

    /** The ids of those at most so many metres away, the nearest first, those at the same distance by id. */
    public List<String> nearest(Map<String, Place> places, double metres) {
        Map<String, Double> distances = new HashMap<>();
        places.forEach((id, place) -> {
            double distance = metresTo(place);
            if (distance <= metres) {
                distances.put(id, distance);
            }
        });
        return distances.keySet().stream()
                .sorted(Comparator.comparing((String id) -> distances.get(id)).thenComparing(id -> id))
                .toList();
    }

    /** By the haversine formula. */
    public double metresTo(Place other) {
        double sinLat = Math.sin(Math.toRadians(other.latitude - latitude) / 2);
        double sinLon = Math.sin(Math.toRadians(other.longitude - longitude) / 2);
        double h = sinLat * sinLat
                + Math.cos(Math.toRadians(latitude)) * Math.cos(Math.toRadians(other.latitude)) * sinLon * sinLon;
        return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
    }

    /** Where one gets who goes so many metres in a direction, in degrees from north. */
    public Place moved(double metres, double bearing) {
        double angle = metres / EARTH_RADIUS;
        double lat = Math.toRadians(latitude);
        double b = Math.toRadians(bearing);
        double lat2 = Math.asin(Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(b));
        double lon2 = Math.toRadians(longitude)
                + Math.atan2(
                        Math.sin(b) * Math.sin(angle) * Math.cos(lat),
                        Math.cos(angle) - Math.sin(lat) * Math.sin(lat2));
        double degrees = Math.toDegrees(lon2);
        return new Place(
                Math.toDegrees(lat2), degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees);
    }
}
