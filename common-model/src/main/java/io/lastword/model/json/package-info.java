/** Reads a state's JSON: whether it is readable, and which values it has in the indexes. */
package io.lastword.model.json;
