package io.lastword.producer.web.bulk;

import io.lastword.kit.http.rules.Clients;
import io.lastword.kit.http.rules.RawPath;
import io.lastword.model.problem.ProblemException;
import io.lastword.producer.bulk.BulkFaultException;
import io.lastword.producer.bulk.BulkLoad;
import io.lastword.producer.bulk.BulkResult;
import io.lastword.producer.bulk.BulkSummary;
import io.lastword.producer.bulk.BulkWriter;
import io.lastword.producer.bulk.FirstRejections;
import io.lastword.producer.web.AwaitedBody;
import io.lastword.producer.web.BodyEncoding;
import io.lastword.producer.web.BodyPace;
import io.lastword.producer.web.LateReply;
import io.lastword.producer.write.ServiceEnd;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Runs bulk writes, each on a thread of its own; there are as many at once as places. Thread-safe. */
@Component
final class BulkRuns {

    /** How long a client may take to read an answer that came before it had sent everything. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final BulkWriter writer;
    private final BulkStreams streams;
    private final BulkLimits limits;
    private final ServiceEnd end;
    private final JsonMapper json;

    BulkRuns(BulkWriter writer, BulkStreams streams, BulkLimits limits, ServiceEnd end, JsonMapper json) {
        this.writer = writer;
        this.streams = streams;
        this.limits = limits;
        this.end = end;
        this.json = json;
    }

    /** @throws ProblemException if it cannot begin; nothing was written */
    void start(HttpServletRequest request, HttpServletResponse response, boolean streamed, boolean everyLine)
            throws IOException {
        BodyEncoding encoding = BodyEncoding.of(request, response);
        BulkLoad load = writer.begin(RawPath.of(request).type(), Clients.of(request));
        boolean started = false;
        try {
            end.begin(load);
            AwaitedBody body = new AwaitedBody(
                    request.getInputStream(),
                    new BodyPace(limits.idleTimeout(), limits.minBytesPerSecond(), writer::isContended),
                    load::isEnded);
            load.whenEnded(body::wake);
            if (streamed) {
                response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
                // Sent now, so that a client which waits for it before reading on can read along.
                response.flushBuffer();
            }
            LateReply reply = new LateReply(request, response, json);
            reply.start();
            Streamed into = streamed ? new Streamed(response.getOutputStream(), everyLine) : null;
            body.open();
            Thread thread = new Thread(() -> run(load, body, encoding, reply, into), "bulk-write");
            thread.setDaemon(true);
            thread.start();
            started = true;
        } finally {
            if (!started) {
                load.close();
                end.finish(load);
            }
        }
    }

    private record Streamed(OutputStream out, boolean everyLine) {}

    private void run(
            BulkLoad load, AwaitedBody body, BodyEncoding encoding, LateReply reply, @Nullable Streamed streamed) {
        try (load) {
            if (streamed == null) {
                answer(load, encoding.decode(body), reply);
            } else {
                streams.run(load, encoding.decode(body), streamed.out(), streamed.everyLine());
            }
            load.close();
            body.discard(LINGER);
        } finally {
            reply.complete();
            end.finish(load);
        }
    }

    private static void answer(BulkLoad load, InputStream body, LateReply reply) {
        FirstRejections rejections = new FirstRejections();
        Object result;
        try {
            BulkSummary summary = load.write(body, rejections);
            result = new BulkResult(summary.accepted(), summary.rejectedCount(), rejections.list(), summary.token());
        } catch (ProblemException e) {
            result = e.with("rejected", rejections.list());
        } catch (BulkFaultException e) {
            result = e.with("rejected", rejections.list());
        } catch (RuntimeException | Error e) {
            result = e;
        }
        // Its client may begin another as soon as it knows that this one is over.
        load.close();
        if (result instanceof Throwable failure) {
            reply.refuse(failure);
        } else {
            reply.give(result);
        }
    }
}
