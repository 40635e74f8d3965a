package io.lastword.producer.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the state producer.
 *
 * @param deliveryTimeout after this time the log client gives an unacknowledged write up; 1 s to 5 min, default 10 s
 * @param maxBlock how long a write waits for the log client to take it on; 100 ms to 1 min, default 3 s
 * @param requestWait how long a request waits for the log client to decide, as a last resort; more than maxBlock,
 *     deliveryTimeout and lookUpTimeout together, default 30 s
 * @param startWait how long the start waits for a broker before the service starts without; default 15 s
 * @param lookUpTimeout bound of each question about topics, and so how long a lost broker goes unnoticed; 500 ms to
 *     1 min, default 5 s
 * @param schemaTopic the topic that records which schema each topic's states were written with; default
 *     {@code lastword.schemas}
 * @param bulk bounds of bulk writes
 */
@ConfigurationProperties(prefix = "lastword.producer", ignoreUnknownFields = false)
record ProducerProperties(
        @DefaultValue("10s") Duration deliveryTimeout,
        @DefaultValue("3s") Duration maxBlock,
        @DefaultValue("30s") Duration requestWait,
        @DefaultValue("15s") Duration startWait,
        @DefaultValue("5s") Duration lookUpTimeout,
        @DefaultValue("lastword.schemas") String schemaTopic,
        @DefaultValue Bulk bulk) {

    /**
     * What all bulk writes together may have in flight.
     *
     * @param maxInFlightRecords 1 to 100,000, default 10,000
     * @param maxInFlightBytes 1 MB to 32 MB (half of the log client's buffer), default 16 MB
     */
    record Bulk(
            @DefaultValue("10000") int maxInFlightRecords,
            @DefaultValue("16MB") DataSize maxInFlightBytes) {}

    ProducerProperties {
        List<String> mistakes = new ArrayList<>();
        within("delivery-timeout", deliveryTimeout, Duration.ofSeconds(1), Duration.ofMinutes(5), mistakes);
        within("max-block", maxBlock, Duration.ofMillis(100), Duration.ofMinutes(1), mistakes);
        within("look-up-timeout", lookUpTimeout, Duration.ofMillis(500), Duration.ofMinutes(1), mistakes);
        within("start-wait", startWait, Duration.ZERO, Duration.ofHours(1), mistakes);
        if (requestWait.compareTo(maxBlock.plus(deliveryTimeout).plus(lookUpTimeout)) <= 0) {
            mistakes.add("request-wait is " + requestWait + "; it must be more than max-block, delivery-timeout and"
                    + " look-up-timeout together");
        }
        if (bulk.maxInFlightRecords() < 1 || bulk.maxInFlightRecords() > 100_000) {
            mistakes.add("bulk.max-in-flight-records is " + bulk.maxInFlightRecords() + "; it must be 1 to 100000");
        }
        long bytes = bulk.maxInFlightBytes().toBytes();
        if (bytes < DataSize.ofMegabytes(1).toBytes()
                || bytes > DataSize.ofMegabytes(32).toBytes()) {
            mistakes.add("bulk.max-in-flight-bytes is " + bytes + "B; it must be 1MB to 32MB");
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(
                    "The settings under lastword.producer are not usable:\n - " + String.join("\n - ", mistakes));
        }
    }

    private static void within(String name, Duration value, Duration least, Duration most, List<String> mistakes) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            mistakes.add(name + " is " + value + "; it must be " + least + " to " + most);
        }
    }
}
