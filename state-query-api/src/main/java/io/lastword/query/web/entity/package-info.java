/** Answers about single entities: look-ups, as-of and history. */
package io.lastword.query.web.entity;
