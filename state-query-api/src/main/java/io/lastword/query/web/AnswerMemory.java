package io.lastword.query.web;

import io.lastword.kit.http.rules.Clients;
import io.lastword.model.limit.FairShares;
import io.lastword.model.problem.ProblemType;
import io.lastword.query.snapshot.Allowance;
import jakarta.servlet.http.HttpServletRequest;

/** The bytes of states that requests hold: each, and all together. Thread-safe. */
public final class AnswerMemory {

    /** What a page of a stream may bring; the next one is read when it was taken. */
    private static final long STREAM_BYTES = 2 << 20;

    private final long mostPerAnswer;
    private final long historyBytes;
    private final FairShares shares;

    /**
     * @param mostPerAnswer bytes of states of one answer, or less if one client does not get so much
     * @param all bytes that requests may hold together
     * @param historyBytes bytes of changes that a reading of the log holds
     */
    public AnswerMemory(long mostPerAnswer, long all, long historyBytes) {
        this.mostPerAnswer = Math.min(mostPerAnswer, all / 4 * 3 / Allowance.COPIES);
        this.historyBytes = historyBytes;
        this.shares = new FairShares("bytes that requests may hold", all, ProblemType.TOO_MUCH_UNDER_WAY);
    }

    /** How many bytes are held now. */
    public long held() {
        return shares.taken();
    }

    /** For the answer to a request, which closes it when it is written. */
    public Allowance open(HttpServletRequest request) {
        return new Allowance(mostPerAnswer, shares.open(Clients.of(request)));
    }

    /** For a reading of the log for a request, which closes it at its end. */
    public FairShares.Share takeForHistory(HttpServletRequest request) {
        return take(request, Allowance.COPIES * historyBytes);
    }

    /** For a stream, which closes it at its end; what its pages need is taken at once. */
    public FairShares.Share takeForStream(HttpServletRequest request) {
        return take(request, Allowance.COPIES * ofStream().most());
    }

    /** Takes so many bytes for a request; whoever takes them closes the share. */
    FairShares.Share take(HttpServletRequest request, long bytes) {
        return shares.take(Clients.of(request), bytes);
    }

    /** For each page of a stream. */
    public Allowance ofStream() {
        return new Allowance(Math.min(STREAM_BYTES, mostPerAnswer), null);
    }
}
