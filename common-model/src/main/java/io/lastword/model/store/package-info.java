/** What Redis holds: the names of keys, and the forms of what stands behind them. */
package io.lastword.model.store;
