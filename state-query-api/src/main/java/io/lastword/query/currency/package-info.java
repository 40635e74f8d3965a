/** What an answer may claim: how current the store is, and whether that is enough for who asks. */
package io.lastword.query.currency;
