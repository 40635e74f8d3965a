/** Lookups: found, absent, unreadable, or an honest reason why none of these can be said now. */
package io.lastword.query.lookup;
