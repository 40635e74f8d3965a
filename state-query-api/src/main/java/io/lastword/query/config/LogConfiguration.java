package io.lastword.query.config;

import io.lastword.model.limit.Ticker;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.history.History;
import io.lastword.query.history.HistoryWindows;
import io.lastword.query.history.ScanLimits;
import io.lastword.query.history.Scans;
import io.lastword.query.history.StateAt;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogClients;
import io.lastword.query.log.LogContents;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.snapshot.SnapshotReader;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what reads the log; none of it needs Kafka to start. */
@Configuration(proxyBeanMethods = false)
class LogConfiguration {

    @Bean
    LogAccess logAccess(KafkaProperties kafka, QueryProperties properties, Clock clock) {
        int timeoutMillis = (int) properties.logTimeout().toMillis();
        Map<String, Object> admins = kafka.buildAdminProperties();
        admins.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
        admins.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
        Map<String, Object> consumers = kafka.buildConsumerProperties();
        consumers.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
        return new LogAccess(new LogClients(consumers, admins), clock, properties.logTimeout());
    }

    @Bean
    LogContents logContents(LogAccess log, QueryProperties properties, PageProperties page, Clock clock) {
        return new LogContents(log, properties.logTimeout(), page.countedLog().toBytes(), clock, Ticker.SYSTEM);
    }

    @Bean
    Scans scans(LogAccess log, QueryProperties properties) {
        QueryProperties.History history = properties.history();
        return new Scans(
                log,
                new ScanLimits(
                        history.maxScans(), history.maxTime(), properties.bytesPerHistory(), properties.logTimeout()));
    }

    @Bean
    History history(Scans scans) {
        return new History(scans);
    }

    @Bean
    HistoryWindows historyWindows(
            EntityTypes types, LogAccess log, SnapshotReader reader, QueryProperties properties, Clock clock) {
        HistoryWindows windows = new HistoryWindows(reader, properties.clockSkew(), clock);
        windows.follow(types.all(), log);
        return windows;
    }

    @Bean
    StateAt stateAt(EntityLookup lookup, Scans scans, HistoryWindows windows, QueryProperties properties, Clock clock) {
        return new StateAt(
                lookup,
                scans,
                windows,
                properties.clockSkew(),
                properties.history().settleTime(),
                clock);
    }
}
