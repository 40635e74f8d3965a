package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.schema.InvalidSchemaException;
import io.lastword.producer.schema.StateSchema;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schemas that come with types.yml. */
class ShippedTypesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "device | {}",
                "device | {\"kind\":\"van\",\"battery\":96,\"lat\":52.0907,\"lon\":5.1214,\"speed\":0,\"status\":\"parked\"}",
                "driver | {\"badge\":\"2407\",\"device\":\"bike-02\",\"lat\":52.1,\"lon\":5.1,\"heading\":148,\"deliveries\":16}",
                "driver | {\"anything\":[\"else\"]}"
            })
    void shouldAllowWhatIsBelievable(String type, String state) throws Exception {
        assertThat(schema(type)
                        .judge(state.getBytes(UTF_8), Duration.ofMinutes(1))
                        .violations())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "device | {\"battery\":101}        | /battery",
                "device | {\"kind\":7}             | /kind",
                "device | {\"lat\":52.1}           | ^^",
                "device | {\"lat\":91,\"lon\":0}   | /lat",
                "driver | {\"deliveries\":1.5}     | /deliveries",
                "driver | {\"heading\":361}        | /heading"
            })
    void shouldRefuseWhatIsNot(String type, String state, String pointer) throws Exception {
        assertThat(schema(type)
                        .judge(state.getBytes(UTF_8), Duration.ofMinutes(1))
                        .violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.pointer()).isEqualTo(pointer));
    }

    private static StateSchema schema(String type) throws IOException, InvalidSchemaException {
        String name = "/schemas/" + type + ".json";
        try (InputStream content = Objects.requireNonNull(ShippedTypesTest.class.getResourceAsStream(name), name)) {
            return StateSchema.parse(content.readAllBytes());
        }
    }
}
