/** Entity types, and their settings. */
package io.lastword.model.types;
