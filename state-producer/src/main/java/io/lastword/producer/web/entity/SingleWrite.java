package io.lastword.producer.web.entity;

import io.lastword.model.limit.FairShares;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.web.LateReply;
import io.lastword.producer.write.ServiceEnd;
import io.lastword.producer.write.Written;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One write of one entity, from its body to its answer. No thread waits for either; what is refused is read on for a while,
 * so that its sender sees the answer and not a reset connection. Thread-safe.
 */
final class SingleWrite implements ReadListener, ServiceEnd.Ending {

    private static final int CHUNK_BYTES = 16 << 10;

    /** What is kept of a body, and the copies that are made of it. */
    private static final int COPIES = 2;

    private final LateReply reply;
    private final SingleWrites.Terms terms;
    private final FairShares.Share memory;
    private final Function<byte[], CompletableFuture<Written>> write;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable ServletInputStream in;
    private Future<?> deadline = CompletableFuture.completedFuture(null);
    private Phase phase = Phase.READING;

    private enum Phase {
        READING,
        WRITING,
        DISCARDING,
        OVER
    }

    /**
     * @param memory what the body takes of it
     * @param write gives a whole body to the log, or throws
     */
    SingleWrite(
            LateReply reply,
            SingleWrites.Terms terms,
            FairShares.Share memory,
            Function<byte[], CompletableFuture<Written>> write) {
        this.reply = reply;
        this.terms = terms;
        this.memory = memory;
        this.write = write;
    }

    /** Begins to read, and lets the request's own thread go. */
    synchronized void read(ServletInputStream from) {
        if (reply.start()) {
            in = from;
            deadline = terms.later(terms.bodyTimeout(), this::tooSlow);
            from.setReadListener(this);
        }
    }

    /** Writes without a body, and lets the request's own thread go. */
    void writeNothing() {
        synchronized (this) {
            if (!reply.start()) {
                return;
            }
            phase = Phase.WRITING;
        }
        decide(new byte[0]);
    }

    @Override
    public void onDataAvailable() {
        ServletInputStream from = source();
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            while (from != null && from.isReady()) {
                int count = from.read(chunk);
                if (count < 0) {
                    return;
                }
                take(chunk, count);
            }
        } catch (IOException e) {
            onError(e);
        }
    }

    @Override
    public void onAllDataRead() {
        byte[] whole = null;
        synchronized (this) {
            if (phase == Phase.READING) {
                deadline.cancel(false);
                phase = Phase.WRITING;
                whole = body.toByteArray();
            } else if (phase == Phase.DISCARDING) {
                finish();
            }
        }
        if (whole != null) {
            decide(whole);
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        if (phase == Phase.READING) {
            reply.refuse(new ProblemException(
                    ProblemType.INVALID_BODY,
                    "the request body could not be read to its end; nothing was written, send it again"));
        }
        if (phase != Phase.WRITING) {
            finish();
        }
    }

    @Override
    public synchronized void end(ProblemException why) {
        if (phase == Phase.READING) {
            refuse(new ProblemException(why.type(), why.getMessage() + "; nothing was written")
                    .retryAfter(terms.retryAfter()));
        }
    }

    private synchronized @Nullable ServletInputStream source() {
        return in;
    }

    private synchronized void take(byte[] chunk, int count) {
        if (phase != Phase.READING) {
            return;
        }
        try {
            memory.resize((long) COPIES * (body.size() + count));
            body.write(chunk, 0, count);
        } catch (ProblemException e) {
            refuse(e);
            return;
        }
        if (body.size() > terms.maxBytes()) {
            refuse(new ProblemException(
                    ProblemType.STATE_TOO_LARGE,
                    "the state is too large; at most " + terms.maxBytes() + " bytes are allowed"));
        }
    }

    private synchronized void tooSlow() {
        if (phase == Phase.READING) {
            refuse(new ProblemException(
                            ProblemType.CLIENT_TOO_SLOW,
                            "the request body did not come to its end within "
                                    + terms.bodyTimeout().toSeconds() + " s; nothing was written, send it again")
                    .retryAfter(terms.retryAfter()));
        }
    }

    /** Says why nothing was written, before everything has come. */
    private synchronized void refuse(ProblemException problem) {
        deadline.cancel(false);
        phase = Phase.DISCARDING;
        body.reset();
        memory.close();
        deadline = terms.later(terms.linger(), this::finish);
        reply.refuse(problem);
    }

    private void decide(byte[] whole) {
        try {
            write.apply(terms.encoding().decode(new ByteArrayInputStream(whole)).readNBytes(terms.maxBytes() + 1))
                    .whenComplete((written, failure) -> answer(written, failure));
        } catch (IOException e) {
            answer(null, new ProblemException(ProblemType.INVALID_BODY, e.getMessage() + "; nothing was written"));
        } catch (RuntimeException | Error e) {
            answer(null, e);
        }
    }

    private void answer(@Nullable Written written, @Nullable Throwable failure) {
        if (written != null) {
            reply.give(written);
        } else if (failure != null) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
            reply.refuse(cause == null ? failure : cause);
        }
        finish();
    }

    private synchronized void finish() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            deadline.cancel(false);
            memory.close();
            reply.complete();
            terms.over(this);
        }
    }
}
