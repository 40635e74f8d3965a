/** Decides from facts what is served and what is built of a partition; pure. */
package io.lastword.consumer.plan;
