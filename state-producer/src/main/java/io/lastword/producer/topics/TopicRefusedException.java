package io.lastword.producer.topics;

/**
 * An existing topic cannot hold state as it is set up; the message names each such topic, what it has and what to
 * change. No topic was created or changed.
 */
public final class TopicRefusedException extends RuntimeException {

    TopicRefusedException(String message) {
        super(message);
    }
}
