/** The topic of an entity type as the broker shows it: which log it is, its ends, and whether they can be believed. */
package io.lastword.consumer.topic;
