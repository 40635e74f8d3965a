package io.lastword.query.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class QueryPropertiesTest {

    private final ApplicationContextRunner service =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void shouldHaveUsableDefaults() {
        service.run(context -> {
            QueryProperties properties = context.getBean(QueryProperties.class);

            assertThat(properties.tokenTimeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(properties.history().maxScans()).isEqualTo(4);
            assertThat(properties.watch().maxWatchers()).isEqualTo(2_000);
        });
    }

    @Test
    void shouldNameEveryMistakeAtOnce() {
        service.withPropertyValues(
                        "lastword.query.token-timeout=31s",
                        "lastword.query.watch-interval=0ms",
                        "lastword.query.max-radius=0",
                        "lastword.query.max-streams=0",
                        "lastword.query.clock-skew=-1s",
                        "lastword.query.log-timeout=0s",
                        "lastword.query.watch.max-watchers=0",
                        "lastword.query.watch.recent-bytes=-1B",
                        "lastword.query.history.max-scans=0",
                        "lastword.query.history.settle-time=0s")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .message()
                        .startsWith("lastword.query: ")
                        .contains(
                                "max-token-timeout is shorter than the token-timeout",
                                "watch-interval is PT0S",
                                "max-radius is 0",
                                "max-streams is 0",
                                "clock-skew is negative",
                                "log-timeout is PT0S",
                                "watch.max-watchers is 0",
                                "watch.recent-bytes is -1",
                                "history.max-scans is 0",
                                "history.settle-time is PT0S"));
    }

    @Test
    void shouldRefuseASettingThatThereIsNot() {
        service.withPropertyValues("lastword.query.history.max-scan=8")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .message()
                        .contains("lastword.query.history.max-scan"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(QueryProperties.class)
    static class Settings {}
}
