package io.lastword.consumer.config;

import io.lastword.consumer.health.FoldHealth;
import io.lastword.consumer.health.GroupHealth;
import io.lastword.consumer.health.StoreHealth;
import io.lastword.consumer.loop.FoldLoops;
import io.lastword.consumer.loop.UnfoldedPartitions;
import io.lastword.consumer.reading.FoldSettings;
import io.lastword.consumer.repair.Verifications;
import io.lastword.consumer.snapshot.HistoryWindowStore;
import io.lastword.consumer.snapshot.SnapshotScan;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.topic.QuorumWitness;
import io.lastword.consumer.topic.Times;
import io.lastword.consumer.verify.Verifier;
import io.lastword.consumer.verify.VerifySettings;
import io.lastword.kit.description.DescriptionConfiguration;
import io.lastword.kit.http.HttpConfiguration;
import io.lastword.kit.redis.RedisConfiguration;
import io.lastword.kit.redis.SharedConnection;
import io.lastword.kit.types.TypesConfiguration;
import io.lastword.model.limit.Ticker;
import io.lastword.model.store.Layout;
import io.lastword.model.types.EntityTypes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Puts the rooms of the state consumer together. */
@Configuration(proxyBeanMethods = false)
@Import({DescriptionConfiguration.class, HttpConfiguration.class, RedisConfiguration.class, TypesConfiguration.class})
@EnableConfigurationProperties(ConsumerProperties.class)
class ConsumerConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Times times(Clock clock, ConsumerProperties properties) {
        return new Times(clock, Ticker.SYSTEM, properties.clockSkew());
    }

    @Bean
    SnapshotStore snapshotStore(LettuceConnectionFactory connections, ConsumerProperties properties) {
        return new SnapshotStore(
                new SharedConnection(connections), new Layout(properties.keyPrefix()), properties.storeTimeout());
    }

    @Bean
    HistoryWindowStore historyWindowStore(LettuceConnectionFactory connections, ConsumerProperties properties) {
        return new HistoryWindowStore(
                new SharedConnection(connections),
                new Layout(properties.keyPrefix()),
                properties.storeTimeout(),
                properties.clockSkew());
    }

    @Bean(destroyMethod = "")
    Admin admin(KafkaProperties kafka, ConsumerProperties properties) {
        Map<String, Object> settings = kafka.buildAdminProperties();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                properties.logTimeout().toMillis());
        // Half, so that another broker is asked when one hangs.
        settings.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) properties.logTimeout().toMillis() / 2);
        return Admin.create(settings);
    }

    /** A close without a limit waits for as long as a broker that is cut off leaves a question open. */
    @Bean
    DisposableBean adminClose(Admin admin, ConsumerProperties properties) {
        return () -> admin.close(properties.logTimeout());
    }

    /** Half of the heartbeat, so that all types share one question, and none shows more than half of one more. */
    @Bean
    QuorumWitness quorumWitness(Admin admin, Times times, ConsumerProperties properties) {
        return new QuorumWitness(
                admin,
                times,
                properties.logTimeout().dividedBy(2),
                properties.heartbeat().dividedBy(2));
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    FoldLoops foldLoops(
            EntityTypes types,
            KafkaProperties kafka,
            Admin admin,
            QuorumWitness witness,
            SnapshotStore store,
            HistoryWindowStore windows,
            MeterRegistry registry,
            ConsumerProperties properties,
            Times times,
            ApplicationContext context) {
        return new FoldLoops(
                types.all(),
                new LogReaders(kafka, properties, properties.rounds(types)),
                admin,
                witness,
                store,
                windows,
                registry,
                new FoldSettings(
                        properties.rounds(types),
                        new FoldSettings.BesideServed(
                                properties.concurrentBuilds(), properties.buildRate(), properties.buildRetry()),
                        properties.heartbeat(),
                        properties.planRetry(),
                        properties.logTimeout(),
                        properties.storeTimeout()),
                times,
                () -> AvailabilityChangeEvent.publish(context, LivenessState.BROKEN));
    }

    @Bean
    SnapshotScan snapshotScan(LettuceConnectionFactory connections, ConsumerProperties properties) {
        return new SnapshotScan(
                new SharedConnection(connections), new Layout(properties.keyPrefix()), properties.storeTimeout());
    }

    @Bean
    Verifier verifier(
            EntityTypes types,
            KafkaProperties kafka,
            Admin admin,
            SnapshotStore store,
            SnapshotScan scan,
            ConsumerProperties properties,
            Times times) {
        return new Verifier(
                new LogReaders(kafka, properties, properties.rounds(types))::withoutGroup,
                admin,
                store,
                scan,
                new VerifySettings(
                        properties.verify().maxKeys(), properties.verify().catchUpWait(), properties.logTimeout()),
                times);
    }

    @Bean(destroyMethod = "close")
    Verifications verifications(Verifier verifier, SnapshotStore store, Times times) {
        return new Verifications(verifier, store, times);
    }

    @Bean
    FoldHealth foldHealthIndicator(FoldLoops loops, QuorumWitness witness, Times times, ConsumerProperties properties) {
        return new FoldHealth(loops, witness, times, properties.progressTimeout());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    UnfoldedPartitions unfoldedPartitions(
            FoldLoops loops, Admin admin, SnapshotStore store, Times times, ConsumerProperties properties) {
        return new UnfoldedPartitions(
                loops,
                type -> properties.groupPrefix() + type.name(),
                admin,
                store,
                times,
                properties.progressTimeout());
    }

    @Bean
    MeterBinder unfoldedMeters(UnfoldedPartitions unfolded) {
        return unfolded::bindTo;
    }

    @Bean
    GroupHealth groupHealthIndicator(EntityTypes types, UnfoldedPartitions unfolded) {
        return new GroupHealth(types, unfolded);
    }

    @Bean
    StoreHealth storeHealthIndicator(SnapshotStore store) {
        return new StoreHealth(store);
    }
}
