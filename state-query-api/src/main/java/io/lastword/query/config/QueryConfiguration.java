package io.lastword.query.config;

import io.lastword.kit.description.DescriptionConfiguration;
import io.lastword.kit.http.HttpConfiguration;
import io.lastword.kit.redis.RedisConfiguration;
import io.lastword.kit.redis.SharedConnection;
import io.lastword.kit.types.TypesConfiguration;
import io.lastword.model.limit.Ticker;
import io.lastword.model.store.Layout;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.currency.NotReady;
import io.lastword.query.currency.PositionWatch;
import io.lastword.query.health.SnapshotHealth;
import io.lastword.query.health.SnapshotMeters;
import io.lastword.query.history.Scans;
import io.lastword.query.history.StateAt;
import io.lastword.query.list.IndexCounts;
import io.lastword.query.list.ListPages;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.lookup.UnreadableEntities;
import io.lastword.query.scan.IndexReader;
import io.lastword.query.scan.UnreadableScan;
import io.lastword.query.snapshot.SnapshotReader;
import io.lastword.query.snapshot.StatusReader;
import io.lastword.query.snapshot.StoredTimes;
import io.lastword.query.status.TypeStatus;
import io.lastword.query.status.TypeSummaries;
import io.lastword.query.web.AnswerMemory;
import io.lastword.query.web.DemandReader;
import io.lastword.query.web.WaitingRequests;
import io.lastword.query.web.entity.EntityAnswers;
import io.lastword.query.web.list.ListParameters;
import io.lastword.query.web.list.ListStreams;
import io.lastword.query.web.list.PageAnswers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import tools.jackson.databind.json.JsonMapper;

/** Puts the rooms of the state query API together. */
@Configuration(proxyBeanMethods = false)
@Import({DescriptionConfiguration.class, HttpConfiguration.class, RedisConfiguration.class, TypesConfiguration.class})
@EnableConfigurationProperties(QueryProperties.class)
class QueryConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    StoredTimes storedTimes(QueryProperties properties, Clock clock) {
        return new StoredTimes(properties.clockSkew(), clock);
    }

    @Bean
    SnapshotReader snapshotReader(LettuceConnectionFactory connections, QueryProperties properties, StoredTimes times) {
        return new SnapshotReader(
                new SharedConnection(connections),
                new Layout(properties.keyPrefix()),
                Duration.ofMillis(connections.getTimeout()),
                times);
    }

    @Bean
    StatusReader statusReader(LettuceConnectionFactory connections, QueryProperties properties) {
        return new StatusReader(new SharedConnection(connections), new Layout(properties.keyPrefix()));
    }

    @Bean
    PositionWatch positionWatch(SnapshotReader reader, QueryProperties properties) {
        return new PositionWatch(reader, properties.watchInterval());
    }

    @Bean
    EntityLookup entityLookup(
            SnapshotReader reader,
            StatusReader statuses,
            PositionWatch watch,
            QueryProperties properties,
            Clock clock) {
        return new EntityLookup(reader, statuses, watch, properties.clockSkew(), clock, Ticker.SYSTEM);
    }

    @Bean
    TypeStatus typeStatus(EntityLookup lookup, StatusReader statuses, StoredTimes times, Clock clock) {
        return new TypeStatus(lookup, statuses, times, clock);
    }

    @Bean
    TypeSummaries typeSummaries(EntityTypes types, TypeStatus statuses) {
        return new TypeSummaries(types.all(), statuses, Ticker.SYSTEM, reading -> {
            Thread reader = new Thread(reading, "type-summaries");
            reader.setDaemon(true);
            reader.start();
        });
    }

    @Bean
    SnapshotHealth snapshotsHealthIndicator(TypeSummaries summaries, Clock clock) {
        return new SnapshotHealth(summaries, clock);
    }

    @Bean
    SnapshotMeters snapshotMeters(EntityTypes types, TypeSummaries summaries, Clock clock) {
        return new SnapshotMeters(types.all(), summaries, clock);
    }

    @Bean
    UnreadableEntities unreadableEntities(
            EntityLookup lookup, LettuceConnectionFactory connections, QueryProperties properties) {
        return new UnreadableEntities(
                lookup, new UnreadableScan(new SharedConnection(connections), new Layout(properties.keyPrefix())));
    }

    @Bean
    IndexReader indexReader(LettuceConnectionFactory connections, QueryProperties properties, StoredTimes times) {
        return new IndexReader(
                new SharedConnection(connections),
                new Layout(properties.keyPrefix()),
                Duration.ofMillis(connections.getTimeout()),
                times);
    }

    @Bean
    ListPages listPages(EntityLookup lookup, StatusReader statuses, IndexReader indexes) {
        return new ListPages(lookup.reads(), indexes, new NotReady(statuses));
    }

    @Bean
    IndexCounts indexCounts(EntityLookup lookup, StatusReader statuses, IndexReader indexes) {
        return new IndexCounts(lookup.reads(), indexes, new NotReady(statuses));
    }

    @Bean
    AnswerMemory answerMemory(QueryProperties properties) {
        return new AnswerMemory(
                properties.memory().answerBytes().toBytes(),
                properties.memory().heldBytes().toBytes(),
                properties.bytesPerHistory());
    }

    @Bean
    EntityAnswers entityAnswers(EntityLookup lookup, DemandReader demands, StateAt states, AnswerMemory memory) {
        return new EntityAnswers(lookup, demands, states, memory);
    }

    @Bean
    WaitingRequests waitingRequests(AnswerMemory memory) {
        return new WaitingRequests(memory, Ticker.SYSTEM);
    }

    @Bean
    PageAnswers pageAnswers(ListPages pages, AnswerMemory memory) {
        return new PageAnswers(pages, memory);
    }

    @Bean
    ListStreams listStreams(ListPages pages, JsonMapper json, AnswerMemory memory, QueryProperties properties) {
        return new ListStreams(pages, json, memory, properties.maxStreams());
    }

    @Bean
    MeterBinder requestMeters(AnswerMemory memory, ListStreams streams, Scans scans) {
        return registry -> {
            Gauge.builder("lastword.query.held", memory, AnswerMemory::held)
                    .description("states that requests hold")
                    .baseUnit("bytes")
                    .register(registry);
            Gauge.builder("lastword.query.streams", streams, ListStreams::count)
                    .description("lists that are being streamed")
                    .register(registry);
            Gauge.builder("lastword.query.scans", scans, Scans::count)
                    .description("readings of the log for history and as-of")
                    .register(registry);
        };
    }

    @Bean
    ListParameters listParameters(QueryProperties properties) {
        return new ListParameters(properties.maxRadius());
    }

    @Bean
    DemandReader demandReader(QueryProperties properties) {
        return new DemandReader(properties.tokenTimeout(), properties.maxTokenTimeout());
    }
}
