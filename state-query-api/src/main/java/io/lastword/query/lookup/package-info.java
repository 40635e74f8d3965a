/** Look-ups: found, absent, unreadable, or the reason why none of these can be said now. */
package io.lastword.query.lookup;
