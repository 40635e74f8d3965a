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
 * @param clockSkew how far ahead a caught-up-at may be of this machine's clock and still be believed
 */
@ConfigurationProperties("lastword.query")
public record QueryProperties(
        @DefaultValue(Layout.DEFAULT_PREFIX) String keyPrefix,
        @DefaultValue("2s") Duration tokenTimeout,
        @DefaultValue("30s") Duration maxTokenTimeout,
        @DefaultValue("5ms") Duration watchInterval,
        @DefaultValue("5s") Duration clockSkew) {

    public QueryProperties {
        List<String> mistakes = new ArrayList<>();
        requirePositive("token-timeout", tokenTimeout, mistakes);
        requirePositive("watch-interval", watchInterval, mistakes);
        if (maxTokenTimeout.compareTo(tokenTimeout) < 0) {
            mistakes.add("max-token-timeout is shorter than the token-timeout");
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
