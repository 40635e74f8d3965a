/** HTTP out: requests become lookups, and what was found becomes an answer that says how current it is. */
package io.lastword.query.web;
