package io.lastword.producer.web.bulk;

import io.lastword.kit.http.problems.Problems;
import io.lastword.model.problem.ProblemException;
import io.lastword.producer.bulk.BulkFaultException;
import io.lastword.producer.bulk.BulkLoad;
import io.lastword.producer.bulk.BulkWriter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Runs the bulk writes that are answered with a stream of results. Thread-safe. */
@Component
final class BulkStreams {

    private static final Logger LOG = LoggerFactory.getLogger(BulkStreams.class);

    private final BulkLimits limits;
    private final ResultLines lines;
    private final Set<ResultStream> running = ConcurrentHashMap.newKeySet();

    BulkStreams(BulkWriter writer, BulkLimits limits, JsonMapper json, MeterRegistry registry) {
        this.limits = limits;
        this.lines = new ResultLines(json);
        Gauge.builder("lastword.bulk.running", writer::running)
                .description("Bulk writes that are running")
                .register(registry);
        Gauge.builder(
                        "lastword.bulk.paused",
                        running,
                        streams ->
                                streams.stream().filter(ResultStream::isPaused).count())
                .description("Bulk writes that wait for their client to read results")
                .register(registry);
        Gauge.builder(
                        "lastword.bulk.unread",
                        running,
                        streams -> streams.stream()
                                .mapToLong(ResultStream::unreadBytes)
                                .sum())
                .description("Results of bulk writes that wait in memory for their clients to read them")
                .baseUnit("bytes")
                .register(registry);
    }

    /** Writes the body's lines and their results; returns once the client has these or is given up. */
    void run(BulkLoad load, InputStream body, OutputStream out, boolean everyLine) {
        ResultStream results = new ResultStream(out, everyLine, limits, load::counts, lines);
        running.add(results);
        results.start();
        try (load) {
            byte[] last = lastLine(load, body, results);
            results.settle();
            // Its client may begin another as soon as it knows that this one is over.
            load.close();
            results.end(last);
        } catch (IOException e) {
            LOG.warn("The client of a bulk write does not learn of its end ({})", e.toString());
        } finally {
            results.close();
            results.awaitWritten();
            running.remove(results);
        }
    }

    private byte[] lastLine(BulkLoad load, InputStream body, ResultStream results) {
        try {
            return lines.done(load.write(body, results));
        } catch (ProblemException e) {
            return lines.failed(Problems.describe(e));
        } catch (BulkFaultException e) {
            LOG.error("A bulk write failed unexpectedly", e);
            return lines.failed(Problems.fault(e.members()));
        } catch (RuntimeException | Error e) {
            LOG.error("A bulk write failed unexpectedly", e);
            return lines.failed(Problems.fault());
        }
    }
}
