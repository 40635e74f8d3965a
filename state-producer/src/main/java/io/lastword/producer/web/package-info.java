/** HTTP in: paths, headers and problems. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.web;
