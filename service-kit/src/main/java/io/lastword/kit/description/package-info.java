/** What a service says of its API: a file, served as it is and as a page. */
@org.jspecify.annotations.NullMarked
package io.lastword.kit.description;
