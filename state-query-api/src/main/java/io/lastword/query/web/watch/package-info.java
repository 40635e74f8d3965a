/** Watches as server-sent events, written without waiting for a client. */
package io.lastword.query.web.watch;
