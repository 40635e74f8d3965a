package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptionsTest {

    @Test
    void shouldUseTheDocumentedPortsByDefault() {
        Options options = Options.parse(List.of(), Map.of());

        assertThat(options.ports().of(Port.QUERY)).isEqualTo(8080);
        assertThat(options.ports().of(Port.PRODUCER)).isEqualTo(8081);
        assertThat(options.ports().of(Port.CONSUMER)).isEqualTo(8082);
        assertThat(options.ports().of(Port.KAFKA)).isEqualTo(9092);
        assertThat(options.ports().of(Port.REDIS)).isEqualTo(6379);
        assertThat(options.sample()).isTrue();
        assertThat(options.fresh()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Port.class)
    void shouldTakeEachPortFromItsOptionBeforeItsVariable(Port port) {
        Map<String, String> environment = Map.of(port.variable(), "7001");

        Options byVariable = Options.parse(List.of(), environment);
        Options byOption = Options.parse(List.of(port.option() + "=7002"), environment);
        Options byNextArgument = Options.parse(List.of(port.option(), "7003"), environment);

        assertThat(byVariable.ports().of(port)).isEqualTo(7001);
        assertThat(byOption.ports().of(port)).isEqualTo(7002);
        assertThat(byNextArgument.ports().of(port)).isEqualTo(7003);
    }

    @Test
    void shouldTakeAnEmptyVariableForUnset() {
        Options options = Options.parse(List.of(), Map.of(Port.QUERY.variable(), ""));

        assertThat(options.ports().of(Port.QUERY)).isEqualTo(8080);
    }

    @Test
    void shouldNotLoadTheSampleIntoTypesItIsNotOf() {
        Options options = Options.parse(List.of("--types=file:/tmp/types.yml"), Map.of());

        assertThat(options.types()).isEqualTo("file:/tmp/types.yml");
        assertThat(options.sample()).isFalse();
    }

    @Test
    void shouldMakeTheDataFolderAbsolute() {
        Options options = Options.parse(List.of("--data", "some/../folder"), Map.of());

        assertThat(options.data()).isEqualTo(Path.of("folder").toAbsolutePath());
    }

    @Test
    void shouldNameAnUnknownOption() {
        assertThatThrownBy(() -> Options.parse(List.of("--fersh"), Map.of()))
                .isInstanceOf(QuickstartException.class)
                .hasMessageContaining("--fersh")
                .hasMessageContaining("--help");
    }

    @Test
    void shouldNameWhatIsNoPortAndWhereToSetIt() {
        assertThatThrownBy(() -> Options.parse(List.of("--kafka-port=ninety"), Map.of()))
                .isInstanceOf(QuickstartException.class)
                .hasMessageContaining("'ninety'")
                .hasMessageContaining("--kafka-port")
                .hasMessageContaining("LASTWORD_KAFKA_PORT");
    }

    @Test
    void shouldAskForAMissingValue() {
        assertThatThrownBy(() -> Options.parse(List.of("--data"), Map.of()))
                .isInstanceOf(QuickstartException.class)
                .hasMessageContaining("--data=VALUE");
    }
}
