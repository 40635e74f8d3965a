package io.lastword.producer.config;

import io.lastword.model.entity.EntityId;
import io.lastword.producer.simulation.SimulationLimits;
import io.lastword.producer.workload.WorkloadKind;
import io.lastword.producer.write.WriteLimits;
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
 * @param limits what is refused beside what the types' own limits refuse
 * @param bulk bounds of bulk writes
 * @param simulation bounds of simulations
 */
@ConfigurationProperties(prefix = "lastword.producer", ignoreUnknownFields = false)
record ProducerProperties(
        @DefaultValue("10s") Duration deliveryTimeout,
        @DefaultValue("3s") Duration maxBlock,
        @DefaultValue("30s") Duration requestWait,
        @DefaultValue("15s") Duration startWait,
        @DefaultValue("5s") Duration lookUpTimeout,
        @DefaultValue("lastword.schemas") String schemaTopic,
        @DefaultValue Limits limits,
        @DefaultValue Bulk bulk,
        @DefaultValue Simulation simulation) {

    /**
     * Limits of what is written. None makes a write unreadable to the fold, since the types' limits hold as well.
     *
     * @param maxIdChars 1 to 255, default 255
     * @param maxStringChars longest string in a state, 1 or more, default 1,000,000
     * @param maxNameChars longest member name in a state, 1 or more, default 50,000
     * @param maxNumberChars longest number in a state, 1 to 1,000, default 1,000
     * @param maxLine longest line of a bulk write, 1 KB to 2 MB, default 2 MB; a type's largest state and 4 KiB if that
     *     is less
     * @param maxValidation how long a schema may look at one state; 10 ms to 1 min, default 2 s
     * @param maxBodies bytes that the bodies of all single writes hold together, copies included; 4 MB to 1 GB, default
     *     48 MB
     * @param bodyTimeout how long the body of a single write may take to come; 1 s to 10 min, default 30 s
     */
    record Limits(
            @DefaultValue("255") int maxIdChars,
            @DefaultValue("1000000") int maxStringChars,
            @DefaultValue("50000") int maxNameChars,
            @DefaultValue("1000") int maxNumberChars,
            @DefaultValue("2MB") DataSize maxLine,
            @DefaultValue("2s") Duration maxValidation,
            @DefaultValue("48MB") DataSize maxBodies,
            @DefaultValue("30s") Duration bodyTimeout) {

        WriteLimits toWriteLimits() {
            return new WriteLimits(
                    maxIdChars, maxStringChars, maxNameChars, maxNumberChars, (int) maxLine.toBytes(), maxValidation);
        }

        void findMistakes(List<String> mistakes) {
            within("limits.max-id-chars", maxIdChars, 1, EntityId.MAX_WRITABLE_CHARS, mistakes);
            within("limits.max-string-chars", maxStringChars, 1, Integer.MAX_VALUE, mistakes);
            within("limits.max-name-chars", maxNameChars, 1, Integer.MAX_VALUE, mistakes);
            within("limits.max-number-chars", maxNumberChars, 1, WriteLimits.MOST_NUMBER_CHARS, mistakes);
            within("limits.max-line", maxLine, DataSize.ofKilobytes(1), DataSize.ofMegabytes(2), mistakes);
            within("limits.max-bodies", maxBodies, DataSize.ofMegabytes(4), DataSize.ofGigabytes(1), mistakes);
            within("limits.body-timeout", bodyTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10), mistakes);
            within("limits.max-validation", maxValidation, Duration.ofMillis(10), Duration.ofMinutes(1), mistakes);
        }
    }

    /**
     * Bounds of bulk writes; what may be in flight counts simulations too.
     *
     * @param maxConcurrent bulk writes at once; 1 to 1,000, default 8
     * @param maxInFlightRecords of all of them together; 1 to 100,000, default 10,000
     * @param maxInFlightBytes of all of them together; 1 MB to 32 MB (half of the log client's buffer), default 16 MB
     * @param progressInterval how often a result stream reports progress; 10 ms to 1 h, default 1 s
     * @param maxUnreadResults results of one bulk write that wait in memory for their client to read them; 16 KB to
     *     1 GB, default 4 MB
     * @param resultsPatience how long reading waits for a client that reads nothing, each time that so many results
     *     wait; 10 ms to 30 s (Tomcat gives up a connection that has been silent for a minute), default 10 s
     * @param resultsTimeout after this time a client that reads nothing of its answer is given up; 1 s to 1 d, default
     *     10 min
     * @param idleTimeout how long a client may send nothing before it loses its place; 1 s to 55 s, default 30 s
     * @param minRate how much a client must send in a second, on average over the time that is spent waiting for it, while
     *     others want its place; 0 to 1 MB, default 1 KB
     */
    record Bulk(
            @DefaultValue("8") int maxConcurrent,
            @DefaultValue("10000") int maxInFlightRecords,
            @DefaultValue("16MB") DataSize maxInFlightBytes,
            @DefaultValue("1s") Duration progressInterval,
            @DefaultValue("4MB") DataSize maxUnreadResults,
            @DefaultValue("10s") Duration resultsPatience,
            @DefaultValue("10m") Duration resultsTimeout,
            @DefaultValue("30s") Duration idleTimeout,
            @DefaultValue("1KB") DataSize minRate) {

        void findMistakes(List<String> mistakes) {
            within("bulk.max-concurrent", maxConcurrent, 1, 1_000, mistakes);
            within("bulk.max-in-flight-records", maxInFlightRecords, 1, 100_000, mistakes);
            within(
                    "bulk.max-in-flight-bytes",
                    maxInFlightBytes,
                    DataSize.ofMegabytes(1),
                    DataSize.ofMegabytes(32),
                    mistakes);
            within("bulk.progress-interval", progressInterval, Duration.ofMillis(10), Duration.ofHours(1), mistakes);
            within(
                    "bulk.max-unread-results",
                    maxUnreadResults,
                    DataSize.ofKilobytes(16),
                    DataSize.ofGigabytes(1),
                    mistakes);
            within("bulk.results-patience", resultsPatience, Duration.ofMillis(10), Duration.ofSeconds(30), mistakes);
            within("bulk.idle-timeout", idleTimeout, Duration.ofSeconds(1), Duration.ofSeconds(55), mistakes);
            within("bulk.min-rate", minRate, DataSize.ofBytes(0), DataSize.ofMegabytes(1), mistakes);
            within("bulk.results-timeout", resultsTimeout, Duration.ofSeconds(1), Duration.ofDays(1), mistakes);
        }
    }

    /**
     * What simulations may do to a cluster that others use.
     *
     * @param maxConcurrent simulations that run at once; 0 to 100, default 2
     * @param maxEntities of one simulation; 1 to 200,000,000, which is the default
     * @param maxRate changes a second of one simulation, also of one that asks for no rate; 1 to 10,000,000, default
     *     200,000
     * @param maxDuration after which any simulation is stopped; 1 s to 365 days, default 24 hours
     */
    record Simulation(
            @DefaultValue("2") int maxConcurrent,
            @DefaultValue("200000000") long maxEntities,
            @DefaultValue("200000") long maxRate,
            @DefaultValue("24h") Duration maxDuration) {

        void findMistakes(List<String> mistakes) {
            within("simulation.max-concurrent", maxConcurrent, 0, 100, mistakes);
            within("simulation.max-entities", maxEntities, 1L, WorkloadKind.MAX_ENTITIES, mistakes);
            within("simulation.max-rate", maxRate, 1L, 10_000_000L, mistakes);
            within("simulation.max-duration", maxDuration, Duration.ofSeconds(1), Duration.ofDays(365), mistakes);
        }

        SimulationLimits toLimits() {
            return new SimulationLimits(maxConcurrent, maxEntities, maxRate, maxDuration);
        }
    }

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
        limits.findMistakes(mistakes);
        bulk.findMistakes(mistakes);
        simulation.findMistakes(mistakes);
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(
                    "The settings under lastword.producer are not usable:\n - " + String.join("\n - ", mistakes));
        }
    }

    private static <T extends Comparable<? super T>> void within(
            String name, T value, T least, T most, List<String> mistakes) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            mistakes.add(name + " is " + value + "; it must be " + least + " to " + most);
        }
    }
}
