/** Keeps what libraries log within bounds. */
package io.lastword.kit.logging;
