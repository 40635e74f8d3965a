package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.schema.StateSchema;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SampleTest {

    static final List<String> TYPES = Sample.TYPES;

    @ParameterizedTest
    @FieldSource("TYPES")
    void shouldSatisfyTheSchemasThatAreShipped(String type) throws Exception {
        StateSchema schema = StateSchema.parse(resource("/schemas/" + type + ".json"));
        String lines = new String(resource("/io/lastword/quickstart/sample/" + type + ".ndjson"), UTF_8);

        for (JsonNode line : lines.lines().map(new JsonMapper()::readTree).toList()) {
            assertThat(schema.judge(line.get("state").toString().getBytes(UTF_8), Duration.ofMinutes(1))
                            .violations())
                    .as(line.get("id").asString())
                    .isEmpty();
        }
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream content = Objects.requireNonNull(SampleTest.class.getResourceAsStream(name), name)) {
            return content.readAllBytes();
        }
    }
}
