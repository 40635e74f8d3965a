package io.lastword.producer.schema;

/**
 * One way in which a state is not as its schema has it.
 *
 * @param pointer JSON Pointer to the place in the state; empty for the whole of it
 * @param keyword of the schema; empty if the schema could not be applied
 * @param expected what the schema wants there
 */
public record Violation(String pointer, String keyword, String expected) {

    /** For people, on one line. */
    public String describe() {
        return (pointer.isEmpty() ? "the state" : pointer) + " " + expected;
    }
}
