/**
 * The contract that the three services share. Its rooms, each of which knows only those before it: {@code text},
 * {@code problem} | {@code entity}, {@code limit} | {@code index} | {@code store} | {@code json}, {@code types} |
 * {@code record}, {@code token}. No Spring, no Kafka client, no Redis client.
 */
package io.lastword.model;
