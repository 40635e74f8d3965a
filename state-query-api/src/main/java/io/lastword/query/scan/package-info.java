/** Reads of many entities of a partition: by index, by bucket, by count. */
package io.lastword.query.scan;
