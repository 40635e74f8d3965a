/**
 * The contract that the three services share: the model of a change and of its folded state, the one mapping
 * between bytes and model, and the layout of topic and store. No Spring, no Kafka client, no Redis client.
 */
package io.lastword.model;
