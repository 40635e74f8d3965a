/** The replay of the log beside the store: what a fresh fold would hold, compared with what is served. */
package io.lastword.consumer.verify;
