/** Bulk writes: lines become changes, with a bounded number of them in flight, and each line gets a result. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.bulk;
