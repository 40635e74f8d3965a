package io.lastword.producer.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.time.Duration;
import java.util.List;

/**
 * One application of a schema to a state. It ends when its time is up or so many violations are found that no more are
 * wanted: whichever keyword is applied next, or whichever character a pattern looks at next, throws. For one thread.
 */
final class Judging extends ExecutionContext {

    private static final ThreadLocal<Judging> CURRENT = new ThreadLocal<>();

    private final long deadline;
    private final List<Error> found = getErrors();

    Judging(ExecutionConfig config, Duration within) {
        super(config);
        deadline = System.nanoTime() + within.toNanos();
    }

    /** Makes this the one that patterns on this thread belong to. */
    void begin() {
        CURRENT.set(this);
    }

    void end() {
        CURRENT.remove();
    }

    /** What is certain so far; what was found in a branch that may not count is not among it. */
    List<Error> found() {
        return found;
    }

    static void checkTime() {
        Judging current = CURRENT.get();
        if (current != null && System.nanoTime() - current.deadline > 0) {
            throw new CutOff(true);
        }
    }

    @Override
    public void evaluationPathAddLast(String token) {
        check();
        super.evaluationPathAddLast(token);
    }

    @Override
    public void evaluationPathAddLast(int index) {
        check();
        super.evaluationPathAddLast(index);
    }

    @Override
    public void addError(Error error) {
        check();
        // A branch is refuted by its first error; keeping a million costs only memory.
        if (getErrors().size() <= Verdict.MOST_VIOLATIONS) {
            super.addError(error);
        }
    }

    private void check() {
        if (found.size() > Verdict.MOST_VIOLATIONS) {
            throw new CutOff(false);
        }
        checkTime();
    }

    /** An error, since validators log every exception, with what they looked at. */
    static final class CutOff extends java.lang.Error {

        private static final long serialVersionUID = 1L;

        private final boolean timeUp;

        CutOff(boolean timeUp) {
            super("the judging was cut off", null, false, false);
            this.timeUp = timeUp;
        }

        boolean isTimeUp() {
            return timeUp;
        }
    }
}
