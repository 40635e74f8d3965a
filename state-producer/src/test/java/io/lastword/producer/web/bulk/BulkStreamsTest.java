package io.lastword.producer.web.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import io.lastword.producer.append.ReadyLog;
import io.lastword.producer.bulk.BulkWriter;
import io.lastword.producer.schema.StateSchemas;
import io.lastword.producer.write.InFlightBudget;
import io.lastword.producer.write.WriteLimits;
import io.lastword.producer.write.WriteRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BulkStreamsTest {

    private static final EntityTypes TYPES = EntityTypes.of(Map.of("device", TypeSettings.defaults()));
    private static final Duration LONG = Duration.ofSeconds(20);

    private final BulkWriter writer = new BulkWriter(
            TYPES,
            new WriteRules(TYPES, StateSchemas.NONE, WriteLimits.NONE),
            new ReadyLog(TYPES).log(),
            new InFlightBudget(10, 1_000_000, LONG),
            1,
            LONG);
    private final BulkStreams streams = new BulkStreams(
            writer, new BulkLimits(LONG, 1_000_000, LONG, LONG, 0), JsonMapper.shared(), new SimpleMeterRegistry());

    @Test
    void shouldEndTheResultsWhenAnErrorEndsTheWrite() {
        String results = run(() -> {
            throw new StackOverflowError();
        });

        assertThat(results).startsWith("{\"kind\":\"failed\"").hasLineCount(1);
        assertThat(writer.running()).isZero();
    }

    @Test
    void shouldSayHowFarItHadComeWhenAFaultEndsTheWrite() {
        String results = run(() -> {
            throw new IllegalStateException("secret");
        });

        assertThat(results)
                .startsWith("{\"kind\":\"failed\"")
                .contains("\"status\":500", "\"accepted\":0", "\"notReadFrom\":1")
                .doesNotContain("secret")
                .hasLineCount(1);
    }

    private String run(IntSupplier read) {
        InputStream body = new InputStream() {
            @Override
            public int read() {
                return read.getAsInt();
            }
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompletableFuture<Void> run =
                CompletableFuture.runAsync(() -> streams.run(writer.begin("device", "test"), body, out, true));
        assertThat(run).succeedsWithin(Duration.ofSeconds(10));
        return out.toString(UTF_8);
    }
}
