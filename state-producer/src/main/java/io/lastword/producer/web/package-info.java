/** What all writing requests share: bodies that are read and answers that are given without a waiting thread; schemas and simulations. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.web;
