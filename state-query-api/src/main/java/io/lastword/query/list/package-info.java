/** Lists: pages of entities in the order of an index or of their distance, each true at the positions that it states. */
package io.lastword.query.list;
