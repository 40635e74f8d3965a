/** What a type demands of its states: schemas, violations and whether one schema may follow another. Pure. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.schema;
