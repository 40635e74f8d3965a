package io.lastword.producer.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import io.lastword.producer.append.ReadyLog;
import io.lastword.producer.schema.InvalidSchemaException;
import io.lastword.producer.schema.StateSchema;
import io.lastword.producer.schema.StateSchemas;
import io.lastword.producer.write.InFlightBudget;
import io.lastword.producer.write.WriteLimits;
import io.lastword.producer.write.WriteRules;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BulkLoadTest {

    private static final EntityTypes TYPES = EntityTypes.of(Map.of("device", TypeSettings.defaults()));
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ReadyLog ready = new ReadyLog(TYPES);
    private final InFlightBudget budget = new InFlightBudget(10, 1_000_000, LONG);
    private final FirstRejections rejections = new FirstRejections();

    @Test
    void shouldGoOnBehindANumberBeyondTheRangeOfALong() throws InvalidSchemaException {
        InputStream body = body("""
                {"id":"a","state":{"deliveries":1}}
                {"id":"b","state":{"deliveries":1e30}}
                {"id":"c","state":{"deliveries":2}}
                """);

        BulkSummary summary = decided(write(body), 2).join();

        assertThat(summary.accepted()).isEqualTo(2);
        assertThat(summary.rejectedCount()).isEqualTo(1);
        assertThat(rejections.list())
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.line()).isEqualTo(2));
    }

    @Test
    void shouldSayWhatBecameOfEachLineWhenTheServiceFailsMidway() throws InvalidSchemaException {
        InputStream faulty = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("a fault");
            }
        };
        InputStream body = new SequenceInputStream(body("""
                {"id":"a","state":{"deliveries":1}}
                {"id":"b","state":{"deliveries":-1}}
                {"id":"c","state":{"deliveries":2}}
                """), faulty);

        CompletableFuture<Throwable> failure =
                decided(write(body), 2).handle((summary, thrown) -> Objects.requireNonNull(thrown.getCause()));

        BulkFaultException fault = catchThrowableOfType(BulkFaultException.class, () -> {
            throw failure.join();
        });
        assertThat(fault).hasRootCauseMessage("a fault");
        assertThat(fault.members())
                .containsEntry("accepted", 2L)
                .containsEntry("rejectedCount", 1L)
                .containsEntry("unknown", List.of())
                .containsEntry("notWritten", List.of())
                .containsEntry("notReadFrom", 4L)
                .containsKey("token");
        assertThat(budget.isIdle()).isTrue();
    }

    private CompletableFuture<BulkSummary> write(InputStream body) throws InvalidSchemaException {
        StateSchema schema = StateSchema.parse("""
                {"properties": {"deliveries": {"type": "integer", "minimum": 0, "maximum": 1000}}}
                """.getBytes(UTF_8));
        WriteRules rules = new WriteRules(TYPES, new StateSchemas(Map.of("device", schema)), WriteLimits.NONE);
        BulkWriter writer = new BulkWriter(TYPES, rules, ready.log(), budget, 1, LONG);
        return CompletableFuture.supplyAsync(() -> {
            try (BulkLoad load = writer.begin("device", "test")) {
                return load.write(body, rejections);
            }
        });
    }

    /** The write, once the log has so many of its lines. */
    private CompletableFuture<BulkSummary> decided(CompletableFuture<BulkSummary> write, int lines) {
        Awaitility.await().until(() -> ready.producer().history().size() == lines);
        for (int i = 0; i < lines; i++) {
            ready.producer().completeNext();
        }
        return write;
    }

    private static InputStream body(String lines) {
        return new ByteArrayInputStream(lines.getBytes(UTF_8));
    }
}
