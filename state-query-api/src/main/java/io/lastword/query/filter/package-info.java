/** Conditions on declared fields: what a request asks for, and whether a state is that. */
package io.lastword.query.filter;
