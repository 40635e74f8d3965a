package io.lastword.query.config;

import io.lastword.kit.redis.SharedConnection;
import io.lastword.model.store.Layout;
import io.lastword.query.log.LogAccess;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.scan.EntityScan;
import io.lastword.query.snapshot.StoredTimes;
import io.lastword.query.watch.WatchSettings;
import io.lastword.query.watch.Watches;
import io.lastword.query.watch.beginning.Starts;
import io.lastword.query.watch.tail.ResetReason;
import io.lastword.query.web.watch.ConnectionCloser;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Puts watches together. */
@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

    @Bean
    Starts watchStarts(
            EntityLookup lookup,
            LogAccess log,
            LettuceConnectionFactory connections,
            QueryProperties properties,
            StoredTimes times,
            Clock clock) {
        EntityScan scan = new EntityScan(
                new SharedConnection(connections),
                new Layout(properties.keyPrefix()),
                Duration.ofMillis(connections.getTimeout()),
                times);
        return new Starts(lookup, scan, log, times, clock);
    }

    @Bean
    Watches watches(LogAccess log, Starts starts, QueryProperties properties, Clock clock) {
        QueryProperties.Watch watch = properties.watch();
        return new Watches(
                log,
                starts,
                new WatchSettings(
                        watch.maxWatchers(),
                        watch.maxPending(),
                        watch.pendingBytes().toBytes(),
                        watch.recentBytes().toBytes(),
                        watch.catchUps(),
                        watch.heartbeat(),
                        new WatchSettings.ComeBack(watch.retryMin(), watch.retryMax()),
                        watch.unreadTimeout()),
                clock);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionCloser() {
        return factory -> factory.addEngineValves(new ConnectionCloser());
    }

    /** A shutdown that waits for requests to end would wait for watches, which do not end by themselves. */
    @Bean
    ApplicationListener<ContextClosedEvent> endOfWatches(Watches watches) {
        return event -> watches.close();
    }

    @Bean
    MeterBinder watchMeters(Watches watches) {
        return registry -> {
            Gauge.builder("lastword.watchers", watches, Watches::count)
                    .description("watchers of this instance")
                    .register(registry);
            Gauge.builder("lastword.watch.pending", watches, Watches::pendingBytes)
                    .description("what waits for watchers")
                    .baseUnit("bytes")
                    .register(registry);
            Gauge.builder("lastword.watchers.waiting", watches, Watches::waiting)
                    .description("watchers of this instance that wait for what they are told first")
                    .register(registry);
            FunctionCounter.builder("lastword.watch.unread", watches, Watches::unread)
                    .description("watches that were ended because their clients did not read")
                    .register(registry);
            for (ResetReason reason : ResetReason.values()) {
                FunctionCounter.builder("lastword.watch.resets", watches, each -> each.resets(reason))
                        .description("watches that began anew")
                        .tag("reason", reason.code())
                        .register(registry);
            }
        };
    }
}
