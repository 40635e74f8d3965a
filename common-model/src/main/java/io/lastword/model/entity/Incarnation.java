package io.lastword.model.entity;

/**
 * One life of a topic. Deleting a topic and creating it again under the same name makes another incarnation, whose
 * offsets mean something else.
 *
 * @param topicId Kafka's topic id in its text form
 */
public record Incarnation(String topicId) {

    private static final int SHORT_CHARS = 8;

    public Incarnation {
        if (topicId.length() < SHORT_CHARS) {
            throw new IllegalArgumentException("'" + topicId + "' is not a topic id");
        }
    }

    /** The form that answers, ETags and tokens carry: the first 48 bits of the topic id. */
    public String shortForm() {
        return topicId.substring(0, SHORT_CHARS);
    }
}
