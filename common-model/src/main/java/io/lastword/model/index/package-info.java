/** What entities are listed and found by: declared indexes, and their values as bytes in order. */
package io.lastword.model.index;
