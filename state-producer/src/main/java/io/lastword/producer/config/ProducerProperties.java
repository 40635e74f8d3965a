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
 * @param deliveryTimeout after this time an unacknowledged write is given up and answered with 504; 1 s to 5 min
 * @param maxBlock how long a write waits for the log client to take it on, before 503; 100 ms to 1 min
 * @param requestWait how long a request waits for the log client to decide, as a last resort; more than max-block,
 *     delivery-timeout and look-up-timeout together
 * @param startWait how long the start waits for a broker before the service starts without; 0 to 1 h
 * @param lookUpTimeout bound of each question about topics, and so how long a lost broker goes unnoticed; 500 ms to
 *     1 min
 * @param schemaTopic the topic that records which schema each topic's states were written with; created when a type
 *     has one
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
     * @param maxIdChars longest id of a PUT or of a line with a state, 1 to 255; 400 {@code id-too-long}. An entity
     *     with a longer one, up to 255, can still be ended
     * @param maxStringChars longest string in a state, 1 or more; 400 {@code token-too-long}
     * @param maxNameChars longest member name in a state, 1 or more; 400 {@code token-too-long}
     * @param maxNumberChars longest number in a state, 1 to 1,000; 400 {@code token-too-long}
     * @param maxLine longest line of a bulk write, 1 KB to 2 MB, if a type's largest state and 4 KiB are not less;
     *     the line is rejected
     * @param maxValidation how long a schema may look at one state, 10 ms to 1 min; 422 {@code validation-too-long}
     * @param maxBodies bytes that the bodies of all single writes hold together until they are written, copies
     *     included, 4 MB to 1 GB; beyond it 503 {@code too-much-under-way}, or 429 {@code more-than-a-share}. Each
     *     bulk write holds about two of its longest lines beside that, and all of them what is in flight
     * @param bodyTimeout how long the body of a single write may take to come, 1 s to 10 min; 408 {@code
     *     client-too-slow}
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
     * @param maxConcurrent bulk writes at once, 1 to 1,000; the next one gets 503 {@code too-many-bulk-writes}, or
     *     429 {@code more-than-a-share} if its client holds most of them: one alone gets three quarters
     * @param maxInFlightRecords records in flight, of all bulk writes and simulations together; 1 to 100,000
     * @param maxInFlightBytes bytes in flight, of all bulk writes and simulations together; 1 MB to 32 MB, half of
     *     the log client's buffer
     * @param progressInterval how often a result stream reports progress; 10 ms to 1 h
     * @param maxUnreadResults results of one bulk write that are kept until its client reads them, 16 KB to 1 GB;
     *     reading pauses while they are more
     * @param resultsPatience after so long a pause in which the client read nothing, its results are summarised and
     *     reading goes on; 10 ms to 30 s, since Tomcat gives up a connection that has been silent for a minute
     * @param resultsTimeout how long an answer waits for a client that reads nothing of it; 1 s to 1 d
     * @param idleTimeout a bulk write of which nothing comes for so long loses its place, 1 s to 55 s; 408 {@code
     *     client-too-slow} with its account
     * @param minRate what must come in a second, on average over the time that is spent waiting for it, while
     *     others want the place, 0 to 1 MB; else as above
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
     * @param maxConcurrent simulations that run at once, 0 to 100; 0 allows none
     * @param maxEntities entities of one simulation, 1 to 200,000,000
     * @param maxRate changes a second of one simulation, also of one that asks for no rate; 1 to 10,000,000
     * @param maxDuration after which any simulation is stopped; 1 s to 365 days
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
