package io.lastword.producer.append;

import io.lastword.model.problem.ProblemException;

/**
 * Learns what became of one append. Exactly one method is called, once: on the caller's thread before the append
 * returns, or later on a log client's only I/O thread, which must not be held up.
 */
public interface AppendListener {

    void appended(Appended change);

    /** The change is not in the log and never will be. */
    void notWritten(ProblemException problem);

    /** The change may or may not be in the log; nothing tries to put it there any more. */
    void unknown(ProblemException problem);
}
