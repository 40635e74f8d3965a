/** Where a watch begins: a position from which nothing is missed, and what is told first. */
package io.lastword.query.watch.beginning;
