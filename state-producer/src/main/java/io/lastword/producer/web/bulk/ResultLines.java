package io.lastword.producer.web.bulk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lastword.producer.bulk.BulkCounts;
import io.lastword.producer.bulk.BulkResult.Rejection;
import io.lastword.producer.bulk.BulkSummary;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** Writes the lines of a result stream; each is a JSON object whose member {@code kind} says what it is about. */
final class ResultLines {

    private final JsonMapper json;

    ResultLines(JsonMapper json) {
        this.json = json;
    }

    /** A line of the request that is in the log; by far the most frequent, so it is put together by hand. */
    byte[] accepted(long line, int partition, long revision) {
        return ("{\"kind\":\"accepted\",\"line\":" + line + ",\"partition\":" + partition + ",\"revision\":" + revision
                        + "}\n")
                .getBytes(US_ASCII);
    }

    byte[] rejected(Rejection rejection) {
        return line(new Rejected("rejected", rejection.line(), rejection.id(), rejection.reason()));
    }

    byte[] unknown(long line) {
        return ("{\"kind\":\"unknown\",\"line\":" + line + "}\n").getBytes(US_ASCII);
    }

    byte[] notWritten(long line) {
        return ("{\"kind\":\"not-written\",\"line\":" + line + "}\n").getBytes(US_ASCII);
    }

    byte[] summarised(LineSpan span) {
        return line(span.summary());
    }

    byte[] progress(BulkCounts counts) {
        return line(
                new Progress("progress", counts.lines(), counts.accepted(), counts.rejectedCount(), counts.inFlight()));
    }

    byte[] done(BulkSummary summary) {
        return line(new Done("done", summary.lines(), summary.accepted(), summary.rejectedCount(), summary.token()));
    }

    byte[] failed(ProblemDetail problem) {
        return line(new Failed("failed", problem));
    }

    private byte[] line(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(json.writeValueAsString(value).getBytes(UTF_8));
        bytes.write('\n');
        return bytes.toByteArray();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rejected(String kind, long line, @Nullable String id, String reason) {}

    record Progress(String kind, long lines, long accepted, long rejectedCount, long inFlight) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Done(
            String kind,
            long lines,
            long accepted,
            long rejectedCount,
            @Nullable String token) {}

    record Failed(String kind, ProblemDetail problem) {}
}
