package io.lastword.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.regex.MatchResult;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@AnyServer
class ServiceProcessIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ServiceCommand COMMAND = ServiceCommand.of(EchoService.class)
            .withMaxHeap("32m")
            .withJvmOptions("-Dgreeting=hello")
            .withArguments("one", "two");

    @Test
    void shouldRunAMainClassWithThisClassPath() {
        try (ServiceProcess process = COMMAND.start()) {
            MatchResult ready = process.awaitOutput("ready with (\\S+) and (\\S+)", SOON);

            assertThat(ready.group(1)).isEqualTo("one,two");
            assertThat(ready.group(2)).isEqualTo("hello");
        }
    }

    @Test
    void shouldKillWithoutWarning() {
        try (ServiceProcess process = COMMAND.start()) {
            process.awaitOutput("ready", SOON);

            process.kill9();

            assertThat(process.alive()).isFalse();
            assertThat(process.output()).doesNotContain("ended in good order");
        }
    }

    @Test
    void shouldTerminateInGoodOrder() {
        try (ServiceProcess process = COMMAND.start()) {
            process.awaitOutput("ready", SOON);

            process.terminate();

            assertThat(process.alive()).isFalse();
            assertThat(process.output()).contains("ended in good order");
        }
    }

    @Test
    void shouldFreezeAndGoOn() {
        try (ServiceProcess process = COMMAND.start()) {
            process.awaitOutput("count", SOON);

            process.signal("STOP");

            String frozen = process.output();
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(process.output()).isEqualTo(frozen));
            process.signal("CONT");
            Awaitility.await().atMost(SOON).until(() -> process.output().length() > frozen.length());
        }
    }

    @Test
    void shouldKillAFrozenProcess() {
        try (ServiceProcess process = COMMAND.start()) {
            process.awaitOutput("ready", SOON);
            process.signal("STOP");

            process.kill9();

            assertThat(process.alive()).isFalse();
        }
    }

    @Test
    void shouldShowTheOutputOfAProcessThatEndsTooSoon() {
        try (ServiceProcess process = COMMAND.withJvmOptions("-XX:NoSuchOption")
                .named("ends-too-soon")
                .start()) {
            assertThatThrownBy(() -> process.awaitOutput("ready", SOON))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ends-too-soon ended")
                    .hasMessageContaining("NoSuchOption");
        }
    }
}
