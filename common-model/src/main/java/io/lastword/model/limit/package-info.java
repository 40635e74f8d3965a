/** Bounds on time and on what clients share: deadlines, throttles, fair shares. */
package io.lastword.model.limit;
