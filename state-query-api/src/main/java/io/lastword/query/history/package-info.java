/** What the log still holds of one entity: its changes, and its state at an instant. */
package io.lastword.query.history;
