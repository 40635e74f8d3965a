package io.lastword.producer.append;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What a failure of the log client means for the change that was to be appended. Pure. */
final class SendFailures {

    private SendFailures() {}

    /** The client took the change on and gave it up later. */
    static void decideSent(EntityType type, Exception failure, AppendListener listener) {
        if (neverAppends(failure)) {
            listener.notWritten(refusal(type, failure));
        } else {
            listener.unknown(unknown(type, failure));
        }
    }

    /** The client did not even take the change on, so it is certainly not in the log. */
    static ProblemException refusal(EntityType type, Exception failure) {
        if (failure instanceof RecordTooLargeException) {
            return new ProblemException(
                    ProblemType.STATE_TOO_LARGE,
                    "the log takes no record of this size; the topic '" + type.topic()
                            + "' or the broker allows less than the type's max-state-bytes; nothing was written");
        }
        return unavailable(
                failure instanceof TimeoutException
                        ? "the log took nothing on in time (" + failure.getMessage() + ")"
                        : failure instanceof InterruptException
                                ? "the service is stopping"
                                : "the log refused the write: "
                                        + failure.getClass().getSimpleName());
    }

    /** Nobody knows whether the change was appended. */
    private static ProblemException unknown(EntityType type, Exception failure) {
        String what = isAboutRights(failure)
                ? "the log refused the write to '" + type.topic() + "' ("
                        + failure.getClass().getSimpleName()
                        + "), perhaps only when it was repeated after an answer was lost;"
                : "the log did not acknowledge the write to '" + type.topic()
                        + "' in time, and it is not tried any more;";
        return new ProblemException(
                ProblemType.OUTCOME_UNKNOWN,
                what
                        + " it may or may not have happened. Sending it again is safe as long as no later write to the same"
                        + " id was made");
    }

    /** The change is in the log, but the broker took it for a repetition and no longer knew its offset. */
    static ProblemException withoutOffset(EntityType type) {
        return new ProblemException(
                ProblemType.OUTCOME_UNKNOWN,
                "the log has the write to '" + type.topic() + "' but did not say at which offset. Sending it again is"
                        + " safe as long as no later write to the same id was made");
    }

    /** The change is in the log that there was, or in the one that there is. */
    static ProblemException recreated(EntityType type) {
        return new ProblemException(
                ProblemType.OUTCOME_UNKNOWN,
                "the topic '" + type.topic()
                        + "' was deleted and created again during the write, which may be gone with"
                        + " the old one. Sending it again is safe as long as no later write to the same id was made");
    }

    /** The change is in a log, but nobody said which. */
    static ProblemException ofUnknownIncarnation(EntityType type) {
        return new ProblemException(
                ProblemType.OUTCOME_UNKNOWN,
                "the log has the write to '" + type.topic() + "', and then the broker did not say whether the topic is"
                        + " still the same one. Sending it again is safe as long as no later write to the same id was"
                        + " made");
    }

    /** The service's own wait ended before the log client decided. */
    static ProblemException undecided(EntityType type) {
        return new ProblemException(
                ProblemType.OUTCOME_UNKNOWN,
                "this service stopped waiting for the log to acknowledge the write to '" + type.topic()
                        + "'; it may still happen. Read the entity before sending it again");
    }

    private static ProblemException unavailable(String reason) {
        return new ProblemException(ProblemType.LOG_UNAVAILABLE, reason + "; nothing was written")
                .retryAfter(TopicState.RETRY_AFTER);
    }

    /**
     * Whether it is not about the change but about the client, which never gets out of it: what a broker refuses has a class
     * of its own, and what the client makes of an answer that it cannot go on from, such as no producer id, has not.
     */
    static boolean isOfTheClient(Exception failure) {
        return !(failure instanceof ApiException || failure instanceof InterruptException)
                || failure instanceof UnsupportedVersionException
                || failure instanceof ProducerFencedException;
    }

    /** The errors with which a broker refuses a batch at every attempt, before looking at its log; others leave it open. */
    private static boolean neverAppends(Exception failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidTopicException
                || failure instanceof InvalidRecordException;
    }

    /** Rights may be missing at a later attempt only, while the first one was appended and its answer lost. */
    private static boolean isAboutRights(Exception failure) {
        return failure instanceof AuthorizationException || failure instanceof AuthenticationException;
    }
}
