package io.lastword.producer.append;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import java.time.Duration;

/** Whether a type's topic can be written to. */
public sealed interface TopicState {

    Duration RETRY_AFTER = Duration.ofSeconds(2);

    /**
     * The incarnation to write to.
     *
     * @throws ProblemException if there is none
     */
    Incarnation require();

    /** One line for people. */
    String describe();

    /** Checked, and there a second ago. */
    record Ready(Incarnation incarnation) implements TopicState {

        @Override
        public Incarnation require() {
            return incarnation;
        }

        @Override
        public String describe() {
            return "ready, topic id " + incarnation.topicId();
        }
    }

    /** Not to be written to, for the reason given. */
    record Unusable(ProblemType problem, String reason) implements TopicState {

        public static Unusable unavailable(String reason) {
            return new Unusable(ProblemType.LOG_UNAVAILABLE, reason);
        }

        public static Unusable refused(String reason) {
            return new Unusable(ProblemType.TOPIC_REFUSED, reason);
        }

        @Override
        public Incarnation require() {
            throw new ProblemException(problem, reason + "; nothing was written").retryAfter(RETRY_AFTER);
        }

        @Override
        public String describe() {
            return reason;
        }
    }
}
