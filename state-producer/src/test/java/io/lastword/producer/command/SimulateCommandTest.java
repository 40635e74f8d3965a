package io.lastword.producer.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.simulation.SimulationRequest;
import io.lastword.producer.workload.WorkloadKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<SimulationRequest> requests = new ArrayList<>();

    @Test
    void shouldMeanWhatTheIssueSays() {
        assertThat(execute("devices --entities 1000000 --rate 50000")).isEqualTo(7);

        assertThat(requests)
                .containsExactly(
                        new SimulationRequest(null, WorkloadKind.DEVICES, null, 1_000_000, 50_000L, null, null, null));
    }

    @Test
    void shouldTakeEveryOption() {
        execute("--entities=5 --changes=9 --duration=10m --seed=-3 --type cab drivers --rate=2");

        assertThat(requests)
                .containsExactly(new SimulationRequest(
                        null, WorkloadKind.DRIVERS, "cab", 5, 2L, Duration.ofMinutes(10), 9L, -3L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "| WORKLOAD",
                "devices | --entities",
                "trains --entities 5 | the known ones are: devices, drivers",
                "devices --entities many | 'many' is not a whole number",
                "devices --entities | --entities",
                "devices --entities 5 --rat 6 | --rat",
                "devices drivers --entities 5 | drivers",
                "devices --entities 5 --duration soon | 'soon' is not a time with its unit, such as 30s",
                "devices --entities 5 --duration 30 | '30' is not a time with its unit, such as 30s",
                "devices --entities 0 | entities is 0; it must be at least 1",
                "devices --entities 5 --rate 0 | rate is 0; it must be at least 1",
                "devices --entities 5 --duration 0s | more than nothing"
            })
    void shouldSayInOneLineWhatIsWrong(@Nullable String arguments, String message) {
        assertThat(execute(arguments == null ? "" : arguments)).isEqualTo(SimulateCommand.MISUSED);

        assertThat(err.toString(UTF_8))
                .startsWith("simulate: ")
                .contains(message)
                .endsWith("simulate --help lists what there is\n")
                .hasLineCount(1);
        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(requests).isEmpty();
    }

    @Test
    void shouldHelpWithoutDoingAnything() {
        assertThat(execute("--help")).isEqualTo(SimulateCommand.COMPLETED);

        String help = out.toString(UTF_8);
        assertThat(help)
                .contains("--entities", "--rate", "--changes", "--duration", "--seed", "--type", "LASTWORD_KAFKA")
                .containsPattern("(?s)Exit codes:.*0.*1.*2.*130");
        // Nothing is described that does not exist.
        assertThat(Pattern.compile("--[a-z]+").matcher(help).results())
                .allSatisfy(option -> assertThat(option.group())
                        .isIn("--entities", "--rate", "--changes", "--duration", "--seed", "--type", "--help"));
        assertThat(requests).isEmpty();
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    private int execute(String arguments) {
        List<String> split = arguments.isEmpty() ? List.of() : List.of(arguments.split(" "));
        return SimulateCommand.execute(
                split, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), request -> {
                    requests.add(request);
                    return 7;
                });
    }
}
