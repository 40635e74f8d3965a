package io.lastword.producer.web.bulk;

import java.time.Duration;

/**
 * Bounds of a bulk write's result stream.
 *
 * @param progressEvery how often progress is reported
 * @param maxUnreadBytes of results that the client has not read and that are kept in memory
 * @param patience how long reading waits for a client that reads nothing, each time that so many are kept
 * @param idleTimeout how long a client may send nothing
 * @param minBytesPerSecond how much a client must send on average while others want its place
 */
public record BulkLimits(
        Duration progressEvery, long maxUnreadBytes, Duration patience, Duration idleTimeout, long minBytesPerSecond) {}
