package io.lastword.consumer.verify;

import java.time.Duration;

/**
 * The bounds of a verification.
 *
 * @param maxKeys most entities held in memory at once, of log and store each
 * @param catchUpWait longest wait for the fold to reach the end that the log had at first
 * @param logTimeout longest wait for an answer of the broker
 */
public record VerifySettings(int maxKeys, Duration catchUpWait, Duration logTimeout) {}
