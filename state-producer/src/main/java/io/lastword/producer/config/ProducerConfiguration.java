package io.lastword.producer.config;

import io.lastword.kit.description.DescriptionConfiguration;
import io.lastword.kit.types.TypesConfiguration;
import io.lastword.model.types.EntityTypes;
import io.lastword.producer.append.ChangeLog;
import io.lastword.producer.append.LogClients;
import io.lastword.producer.append.LogStatus;
import io.lastword.producer.append.WriteMeters;
import io.lastword.producer.bulk.BulkWriter;
import io.lastword.producer.schema.StateSchemas;
import io.lastword.producer.topics.IncarnationLookup;
import io.lastword.producer.topics.LogWatch;
import io.lastword.producer.topics.SchemaRegister;
import io.lastword.producer.topics.TopicRefusedException;
import io.lastword.producer.web.bulk.BulkLimits;
import io.lastword.producer.web.entity.SingleWriteLimits;
import io.lastword.producer.write.EntityWriter;
import io.lastword.producer.write.InFlightBudget;
import io.lastword.producer.write.WriteRules;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/** The data path from a request to the log, put together from its end. */
@Configuration(proxyBeanMethods = false)
@Import({DescriptionConfiguration.class, io.lastword.kit.http.HttpConfiguration.class, TypesConfiguration.class})
@EnableConfigurationProperties(ProducerProperties.class)
class ProducerConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ProducerConfiguration.class);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    LogStatus logStatus(EntityTypes types) {
        return new LogStatus(types);
    }

    @Bean(initMethod = "start")
    LogWatch logWatch(
            KafkaAdmin kafka,
            EntityTypes types,
            LogStatus status,
            StateSchemas schemas,
            ProducerProperties properties,
            ApplicationContext context) {
        Map<String, Object> connection = kafka.getConfigurationProperties();
        return new LogWatch(
                () -> LogClients.admin(connection, properties.lookUpTimeout()),
                types,
                status,
                SchemaRegister.in(connection, properties.schemaTopic(), types, schemas, properties.lookUpTimeout()),
                properties.startWait(),
                refusal -> exit(context, refusal));
    }

    @Bean
    LogClientMetrics logClientMetrics(MeterRegistry registry) {
        return new LogClientMetrics(registry);
    }

    @Bean
    @DependsOn("incarnationLookup") // so that its last acknowledgements still find it when the service stops
    LogClients.LazyProducer logClient(
            ProducerFactory<?, ?> kafka, ProducerProperties properties, LogClientMetrics metrics) {
        return logClient(LogClients.Use.SINGLE_WRITES, kafka, properties, metrics);
    }

    @Bean(defaultCandidate = false)
    @DependsOn("incarnationLookup")
    LogClients.LazyProducer bulkLogClient(
            ProducerFactory<?, ?> kafka, ProducerProperties properties, LogClientMetrics metrics) {
        return logClient(LogClients.Use.BULK_WRITES, kafka, properties, metrics);
    }

    @Bean
    IncarnationLookup incarnationLookup(KafkaAdmin kafka, ProducerProperties properties) {
        Map<String, Object> connection = kafka.getConfigurationProperties();
        return IncarnationLookup.by(() -> LogClients.admin(connection, properties.lookUpTimeout()));
    }

    @Bean
    WriteMeters writeMeters(MeterRegistry registry, EntityTypes types, LogStatus status) {
        return new WriteMeters(registry, types, status);
    }

    @Bean
    ChangeLog changeLog(
            LogClients.LazyProducer producer,
            LogStatus status,
            IncarnationLookup incarnations,
            ProducerProperties properties,
            Clock clock,
            WriteMeters meters) {
        return new ChangeLog(producer, status, incarnations, properties.requestWait(), clock, meters);
    }

    @Bean(defaultCandidate = false)
    ChangeLog bulkChangeLog(
            @Qualifier("bulkLogClient") LogClients.LazyProducer producer,
            LogStatus status,
            IncarnationLookup incarnations,
            ProducerProperties properties,
            Clock clock,
            WriteMeters meters) {
        return changeLog(producer, status, incarnations, properties, clock, meters);
    }

    @Bean
    WriteRules writeRules(EntityTypes types, StateSchemas schemas, ProducerProperties properties) {
        return new WriteRules(types, schemas, properties.limits().toWriteLimits());
    }

    @Bean
    EntityWriter entityWriter(EntityTypes types, WriteRules rules, ChangeLog log) {
        return new EntityWriter(types, rules, log);
    }

    @Bean
    InFlightBudget inFlightBudget(ProducerProperties properties) {
        ProducerProperties.Bulk bulk = properties.bulk();
        return new InFlightBudget(
                bulk.maxInFlightRecords(), (int) bulk.maxInFlightBytes().toBytes(), properties.requestWait());
    }

    @Bean
    BulkWriter bulkWriter(
            EntityTypes types,
            WriteRules rules,
            @Qualifier("bulkChangeLog") ChangeLog log,
            InFlightBudget budget,
            ProducerProperties properties) {
        return new BulkWriter(types, rules, log, budget, properties.bulk().maxConcurrent(), properties.requestWait());
    }

    @Bean
    SingleWriteLimits singleWriteLimits(ProducerProperties properties) {
        ProducerProperties.Limits limits = properties.limits();
        return new SingleWriteLimits(limits.maxBodies().toBytes(), limits.bodyTimeout());
    }

    @Bean
    BulkLimits bulkLimits(ProducerProperties properties) {
        ProducerProperties.Bulk bulk = properties.bulk();
        return new BulkLimits(
                bulk.progressInterval(),
                bulk.maxUnreadResults().toBytes(),
                bulk.resultsPatience(),
                bulk.idleTimeout(),
                bulk.minRate().toBytes());
    }

    @Bean
    LogHealth logHealthIndicator(LogStatus status) {
        return new LogHealth(status);
    }

    private static LogClients.LazyProducer logClient(
            LogClients.Use use, ProducerFactory<?, ?> kafka, ProducerProperties properties, LogClientMetrics metrics) {
        return new LogClients.LazyProducer(
                kafka.getConfigurationProperties(), use, properties.deliveryTimeout(), properties.maxBlock(), metrics);
    }

    /** Ends the service; on a thread of its own, since closing waits for the one that calls. */
    private static void exit(ApplicationContext context, TopicRefusedException refusal) {
        LOG.error("Stopping, since a topic cannot hold state: {}", refusal.getMessage());
        new Thread(() -> SpringApplication.exit(context, () -> 1), "stop-on-refusal").start();
    }
}
