/** The page at {@code /}: its files, and what it is told. */
package io.lastword.query.page;
