package io.lastword.query.config;

import io.lastword.model.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the state query API.
 *
 * @param keyPrefix of all keys in Redis; the consumer must have the same
 * @param tokenTimeout how long a read with a token waits if it does not say
 * @param maxTokenTimeout the longest that a read may ask to wait
 * @param watchInterval pause between two looks at a partition that reads with tokens wait for
 * @param maxRadius the largest radius of a list of what is near, in metres
 * @param maxStreams whole lists that are written at once
 * @param clockSkew how far ahead a caught-up-at may be of this machine's clock and still be believed
 */
@ConfigurationProperties("lastword.query")
public record QueryProperties(
        @DefaultValue(Layout.DEFAULT_PREFIX) String keyPrefix,
        @DefaultValue("2s") Duration tokenTimeout,
        @DefaultValue("30s") Duration maxTokenTimeout,
        @DefaultValue("5ms") Duration watchInterval,
        @DefaultValue("500000") int maxRadius,
        @DefaultValue("16") int maxStreams,
        @DefaultValue("5s") Duration clockSkew) {

    private static final int HALF_AROUND_THE_EARTH = 20_000_000;

    public QueryProperties {
        List<String> mistakes = new ArrayList<>();
        requirePositive("token-timeout", tokenTimeout, mistakes);
        requirePositive("watch-interval", watchInterval, mistakes);
        if (maxTokenTimeout.compareTo(tokenTimeout) < 0) {
            mistakes.add("max-token-timeout is shorter than the token-timeout");
        }
        if (maxRadius < 1 || maxRadius > HALF_AROUND_THE_EARTH) {
            mistakes.add("max-radius is " + maxRadius + "; it must be 1 to " + HALF_AROUND_THE_EARTH + " metres");
        }
        if (maxStreams < 1) {
            mistakes.add("max-streams is " + maxStreams + "; it must be at least 1");
        }
        if (clockSkew.isNegative()) {
            mistakes.add("clock-skew is negative");
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException("lastword.query: " + String.join("; ", mistakes));
        }
    }

    private static void requirePositive(String name, Duration value, List<String> mistakes) {
        if (value.isZero() || value.isNegative()) {
            mistakes.add(name + " is " + value + "; it must be positive");
        }
    }
}
