/** Bulk writes over HTTP: lines in, results out, at once or as they come. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.web.bulk;
