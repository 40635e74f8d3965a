/** The form of a change as a record of the log. */
package io.lastword.model.record;
