package io.lastword.producer.workload;

import io.lastword.model.entity.EntityId;
import java.nio.charset.StandardCharsets;

/** What a simulated streaming device is like. Its id and make are of the device alone, the rest of seed and step too. */
final class Device {

    private static final String[] KINDS = {"tv", "tv", "tv", "stick", "stick", "box", "console", "speaker"};
    private static final String[] COUNTRIES = {"NL", "DE", "FR", "GB", "ES", "IT", "PL", "US", "BR", "JP"};
    private static final String[] STATUSES = {"streaming", "streaming", "idle", "standby"};
    private static final String[] QUALITIES = {"480p", "720p", "1080p", "2160p"};
    private static final String[] CAPTIONS = {"off", "off", "off", "nl", "en", "de"};

    /** So many steps apart two states of a device may differ in what its owner rarely changes. */
    private static final long RARELY = 1L << 22;

    /** A new firmware comes out every so many steps. */
    private static final long RELEASE = 1L << 20;

    private Device() {}

    /** Such as {@code stick-4f9c02d7ab}. */
    static EntityId id(long device) {
        return new EntityId(kind(device) + "-" + SerialNumber.of(device));
    }

    /** One JSON object in UTF-8. */
    static byte[] state(long seed, long device, long step) {
        Draw make = make(device);
        String kind = make.oneOf(KINDS);
        String country = make.oneOf(COUNTRIES);
        Draw rare = Draw.of(seed, device, (step + make.below(RARELY)) / RARELY);
        Draw often = Draw.of(seed, device, ~step);
        String json = "{\"kind\":\"" + kind
                + "\",\"country\":\"" + country
                + "\",\"firmware\":\"" + firmware(make, step)
                + "\",\"status\":\"" + often.oneOf(STATUSES)
                + "\",\"settings\":{\"quality\":\"" + rare.oneOf(QUALITIES)
                + "\",\"captions\":\"" + rare.oneOf(CAPTIONS)
                + "\",\"autoplay\":" + (rare.below(3) > 0)
                + ",\"volume\":" + often.below(101)
                + ",\"brightness\":" + often.below(101)
                + "},\"step\":" + step + "}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    /** Never goes back; some devices are up to two releases ahead of others. */
    private static String firmware(Draw make, long step) {
        long release = step / RELEASE + make.below(3);
        return 7 + release / 10 + "." + release % 10;
    }

    private static String kind(long device) {
        return make(device).oneOf(KINDS);
    }

    private static Draw make(long device) {
        return Draw.of(0, device, 0);
    }
}
