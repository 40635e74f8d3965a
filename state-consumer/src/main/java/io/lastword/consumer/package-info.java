/** The state consumer: folds the log of every entity type into snapshots. */
package io.lastword.consumer;
