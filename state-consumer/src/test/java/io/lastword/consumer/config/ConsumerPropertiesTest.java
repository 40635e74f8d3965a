package io.lastword.consumer.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.kit.types.TypesConfiguration;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ConsumerPropertiesTest {

    private final ApplicationContextRunner service =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void shouldHaveUsableDefaults() {
        service.run(context -> {
            ConsumerProperties properties = context.getBean(ConsumerProperties.class);

            assertThat(properties.batchSize()).isEqualTo(1_000);
            assertThat(properties.heartbeat()).isEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void shouldNameEveryMistakeAtOnce() {
        service.withPropertyValues(
                        "lastword.consumer.batch-size=1001",
                        "lastword.consumer.max-round-records=1000",
                        "lastword.consumer.concurrent-builds=0",
                        "lastword.consumer.build-rate=-1",
                        "lastword.consumer.heartbeat=0s",
                        "lastword.consumer.plan-retry=0s",
                        "lastword.consumer.log-timeout=0s",
                        "lastword.consumer.store-timeout=0s",
                        "lastword.consumer.clock-skew=-1s",
                        "lastword.consumer.verify.max-keys=999",
                        "lastword.consumer.verify.catch-up-wait=-1s")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .message()
                        .startsWith("lastword.consumer: ")
                        .contains(
                                "batch-size is 1001; it must be 1 to 1000",
                                "max-round-records is 1000; it must be at least the batch-size",
                                "concurrent-builds is 0",
                                "build-rate is -1",
                                "heartbeat is PT0S",
                                "plan-retry is PT0S",
                                "log-timeout is PT0S",
                                "store-timeout is PT0S",
                                "clock-skew is negative",
                                "verify.max-keys is 999",
                                "verify.catch-up-wait is negative"));
    }

    @Test
    void shouldRefuseASettingThatThereIsNot() {
        service.withPropertyValues("lastword.consumer.max-poll-records=5000")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .message()
                        .contains("lastword.consumer.max-poll-records"));
    }

    /** As in the other services, which are given the same variables. */
    @Test
    void shouldStartWithAnEnvironmentVariableThatLooksLikeASettingOfAType() {
        StandardEnvironment environment = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment
                .getPropertySources()
                .replace(
                        name,
                        new SystemEnvironmentPropertySource(
                                name,
                                Map.of(
                                        "LASTWORD_TYPES_DEVICE_TOPIC",
                                        "devices",
                                        "LASTWORD_TYPES_DEVICE_COLOUR",
                                        "red")));

        assertThat(new TypesConfiguration()
                        .entityTypes(environment)
                        .find("device")
                        .orElseThrow()
                        .topic())
                .isEqualTo("devices");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ConsumerProperties.class)
    static class Settings {}
}
