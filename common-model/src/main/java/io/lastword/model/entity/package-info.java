/** What an entity is and what happens to it: ids, changes, snapshots, positions in the log. */
package io.lastword.model.entity;
