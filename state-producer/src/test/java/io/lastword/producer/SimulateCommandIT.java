package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Change;
import io.lastword.producer.workload.Workload;
import io.lastword.producer.workload.WorkloadKind;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@Faults
@AnyServer
class SimulateCommandIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final TestBroker broker = Backends.broker();
    private final String deviceTopic = Topics.unique("device");
    private final String driverTopic = Topics.unique("driver");

    @Test
    void shouldWriteTheWorkloadAndEnd() {
        try (ServiceProcess process = simulate(
                broker.bootstrapServers(), "devices", "--entities", "500", "--changes", "4000", "--seed", "7")) {
            assertThat(exitCode(process)).isZero();
            assertThat(process.output())
                    .containsPattern("completed after \\S+: 4,000 of 4,000 changes are in the log of type 'device'")
                    .contains("devices, 500 entities, seed 7", "token ")
                    .doesNotContain("Tomcat", "WARN", "\r");
        }

        Map<String, String> expected = new HashMap<>();
        Workload workload = WorkloadKind.DEVICES.create(7, 500);
        for (int i = 0; i < 4_000; i++) {
            Change change = workload.next();
            expected.put(
                    change.id().value(),
                    change instanceof Change.Upsert upsert ? new String(upsert.state(), UTF_8) : "");
        }
        Map<String, String> logged = new HashMap<>();
        Topics.lastPerKey(Topics.read(broker, deviceTopic))
                .forEach((id, record) ->
                        logged.put(id, record.value() == null ? "" : new String(record.value(), UTF_8)));
        assertThat(logged).isEqualTo(expected);
    }

    @Test
    void shouldStopCleanlyOnCtrlCAndSayWhatItWrote() {
        try (ServiceProcess process = simulate(
                broker.bootstrapServers(), "drivers", "--entities", "200", "--rate", "100", "--duration", "10m")) {
            process.awaitOutput("(?m)^ *\\d+ % after .* changes in the log", PATIENCE);

            process.signal("INT");

            assertThat(exitCode(process)).isEqualTo(130);
            String accepted = process.awaitOutput(
                            "stopped after \\S+: ([\\d,]+) of ([\\d,]+) changes are in the log", PATIENCE)
                    .group(1);
            assertThat(process.output()).contains("0 rejected, 0 unknown").doesNotContain("simulate: ");
            assertThat(Topics.read(broker, driverTopic)).hasSize(Integer.parseInt(accepted.replace(",", "")));
        }
    }

    @Test
    void shouldEndWithAReasonWhereThereIsNoBroker() {
        try (ServiceProcess process = simulate("127.0.0.1:1", "devices", "--entities", "1")) {
            assertThat(exitCode(process)).isEqualTo(1);
            assertThat(process.output())
                    .containsPattern("(?m)^simulate: .*cannot be reached.*nothing was written")
                    .doesNotContain("\tat ");
        }
    }

    private ServiceProcess simulate(String bootstrapServers, String... arguments) {
        boolean inVain = bootstrapServers.endsWith(":1");
        return ServiceCommand.of(StateProducerApplication.class)
                .named("simulate")
                .withJvmOptions(
                        "-Dspring.kafka.bootstrap-servers=" + bootstrapServers,
                        "-Dlastword.producer.start-wait=" + (inVain ? "2s" : "30s"),
                        "-Dlastword.producer.look-up-timeout=" + (inVain ? "1s" : "5s"),
                        "-Dlastword.types.device.topic=" + deviceTopic,
                        "-Dlastword.types.driver.topic=" + driverTopic)
                .withArguments("simulate")
                .withArguments(arguments)
                .start();
    }

    private static int exitCode(ServiceProcess process) {
        Awaitility.await().atMost(PATIENCE).until(() -> !process.alive());
        return process.terminate();
    }
}
