package io.lastword.producer.web.entity;

import io.lastword.kit.http.rules.Clients;
import io.lastword.kit.http.rules.RawPath;
import io.lastword.model.entity.EntityId;
import io.lastword.model.limit.FairShares;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.web.BodyEncoding;
import io.lastword.producer.web.LateReply;
import io.lastword.producer.write.EntityWriter;
import io.lastword.producer.write.ServiceEnd;
import io.lastword.producer.write.Written;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Runs the writes of one entity each, within the memory that all their bodies share. Thread-safe. */
@Component
final class SingleWrites implements DisposableBean {

    private final EntityWriter writer;
    private final SingleWriteLimits limits;
    private final ServiceEnd end;
    private final JsonMapper json;
    private final FairShares memory;
    private final ScheduledThreadPoolExecutor timer;

    SingleWrites(
            EntityWriter writer, SingleWriteLimits limits, ServiceEnd end, JsonMapper json, MeterRegistry registry) {
        this.writer = writer;
        this.limits = limits;
        this.end = end;
        this.json = json;
        this.memory = new FairShares(
                "bytes that request bodies may hold (lastword.producer.limits.max-bodies)",
                limits.maxBodyBytes(),
                ProblemType.TOO_MUCH_UNDER_WAY);
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "write-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        Gauge.builder("lastword.bodies.held", memory, FairShares::taken)
                .description("Bytes of single writes' bodies that are held until they are written")
                .baseUnit("bytes")
                .register(registry);
    }

    /** What holds for one write. */
    final class Terms {

        private final int maxBytes;
        private final BodyEncoding encoding;

        Terms(int maxBytes, BodyEncoding encoding) {
            this.maxBytes = maxBytes;
            this.encoding = encoding;
        }

        int maxBytes() {
            return maxBytes;
        }

        BodyEncoding encoding() {
            return encoding;
        }

        Duration bodyTimeout() {
            return limits.bodyTimeout();
        }

        /** How long a refused body is read on. */
        Duration linger() {
            return limits.linger();
        }

        Duration retryAfter() {
            return limits.retryAfter();
        }

        Future<?> later(Duration delay, Runnable task) {
            return timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        }

        void over(SingleWrite write) {
            end.finish(write);
        }
    }

    /** @throws ProblemException if it is refused before its body is read; nothing was written */
    void put(EntityId id, CloudEventHeaders headers, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String type = RawPath.of(request).type();
        BodyEncoding encoding = BodyEncoding.of(request, response);
        int maxBytes = writer.maxBytes(type, encoding == BodyEncoding.IDENTITY ? request.getContentLengthLong() : -1);
        SingleWrite write = begin(
                request,
                response,
                new Terms(maxBytes, encoding),
                state -> writer.put(type, id, headers.event(), headers.attributes(), state));
        write.read(request.getInputStream());
    }

    /** @throws ProblemException if it is refused at once; nothing was written */
    void delete(EntityId id, CloudEventHeaders headers, HttpServletRequest request, HttpServletResponse response) {
        String type = RawPath.of(request).type();
        begin(
                        request,
                        response,
                        new Terms(0, BodyEncoding.IDENTITY),
                        nothing -> writer.delete(type, id, headers.event(), headers.attributes()))
                .writeNothing();
    }

    private SingleWrite begin(
            HttpServletRequest request,
            HttpServletResponse response,
            Terms terms,
            Function<byte[], CompletableFuture<Written>> write) {
        SingleWrite single =
                new SingleWrite(new LateReply(request, response, json), terms, memory.open(Clients.of(request)), write);
        end.begin(single);
        return single;
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
