package io.lastword.consumer.log;

import java.time.Duration;

/**
 * The pace of a fold loop.
 *
 * @param heartbeat how often the log's ends are looked up and written beside the position
 * @param planRetry pause before a plan is tried again
 * @param logTimeout longest wait for an answer of the broker
 * @param storeTimeout longest wait for an answer of the store
 */
public record FoldSettings(Duration heartbeat, Duration planRetry, Duration logTimeout, Duration storeTimeout) {}
