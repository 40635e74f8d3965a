/** The state of each type: what is served, how old it is, how far a rebuild has come. */
package io.lastword.query.status;
