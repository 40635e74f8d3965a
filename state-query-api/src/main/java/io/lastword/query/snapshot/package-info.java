/** The reading end of the store: one atomic read returns entities together with their partition's status. */
package io.lastword.query.snapshot;
