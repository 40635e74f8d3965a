/** The end of each watched log: one reader per type offers each change to those who follow. */
package io.lastword.query.watch.tail;
