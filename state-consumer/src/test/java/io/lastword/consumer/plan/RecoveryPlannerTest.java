package io.lastword.consumer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.consumer.topic.TopicIdentity;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryPlannerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Duration RETENTION = Duration.ofHours(10);
    private static final Duration BUILD_LIMIT = Duration.ofHours(9);
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Incarnation LOG = new Incarnation("topic-id-of-this-log");
    private static final Incarnation OTHER_LOG = new Incarnation("topic-id-of-another");
    private static final String RESUME_SERVED = "live";
    private static final String RESUME_BUILD = "cold, goes on";
    /** Definitions that this version can fold with. */
    private static final String LOOSE = definition(1_000);

    private static final String STRICT = definition(100);

    private final RecoveryPlanner planner = new RecoveryPlanner(SKEW);

    /** A generation in the middle of a log of 1,000 offsets, as a row of the table changes it. */
    private record Stored(
            String id,
            Incarnation log,
            long offset,
            int partitions,
            String definition,
            long buildStart,
            Instant startedAt,
            @Nullable Instant caughtUpAt,
            Duration retention) {

        static Stored served() {
            return new Stored("served", LOG, 500, 4, "def", 0, NOW.minus(Duration.ofDays(99)), NOW, RETENTION);
        }

        static Stored build() {
            return new Stored("build", LOG, 300, 4, "def", 0, NOW.minus(Duration.ofHours(1)), null, RETENTION);
        }

        Stored log(Incarnation other) {
            return new Stored(id, other, offset, partitions, definition, buildStart, startedAt, caughtUpAt, retention);
        }

        Stored at(long other) {
            return new Stored(id, log, other, partitions, definition, buildStart, startedAt, caughtUpAt, retention);
        }

        Stored partitions(int other) {
            return new Stored(id, log, offset, other, definition, buildStart, startedAt, caughtUpAt, retention);
        }

        Stored definition(String other) {
            return new Stored(id, log, offset, partitions, other, buildStart, startedAt, caughtUpAt, retention);
        }

        Stored from(long other) {
            return new Stored(id, log, offset, partitions, definition, other, startedAt, caughtUpAt, retention);
        }

        Stored startedAt(Instant other) {
            return new Stored(id, log, offset, partitions, definition, buildStart, other, caughtUpAt, retention);
        }

        Stored caughtUpAt(@Nullable Instant other) {
            return new Stored(id, log, offset, partitions, definition, buildStart, startedAt, other, retention);
        }

        Stored retention(Duration other) {
            return new Stored(id, log, offset, partitions, definition, buildStart, startedAt, caughtUpAt, other);
        }

        Generation toGeneration() {
            return new Generation(
                    id,
                    new Position(log, offset, 0),
                    partitions,
                    definition,
                    new Generation.Build("store-empty", buildStart, 400, startedAt, 0),
                    caughtUpAt,
                    retention,
                    null,
                    0,
                    0);
        }
    }

    /** The facts of a row: by default a served generation, half-way, in a log that is as it was. */
    private static final class Given {

        private @Nullable Stored served = Stored.served();
        private @Nullable Stored building;
        private TopicIdentity topic = new TopicIdentity(LOG, 4);
        private long logStart;
        private long logEnd = 1_000;
        private boolean truncated;
        private Duration retention = RETENTION;
        private String definition = "def";
        private @Nullable String rebuildDue;
        private @Nullable CatalogEntry catalog;

        Given served(UnaryOperator<Stored> change) {
            served = change.apply(Stored.served());
            return this;
        }

        Given nothingServed() {
            served = null;
            return this;
        }

        Given building(UnaryOperator<Stored> change) {
            building = change.apply(Stored.build());
            return this;
        }

        Given topic(Incarnation log, int partitions) {
            topic = new TopicIdentity(log, partitions);
            return this;
        }

        Given log(long start, long end) {
            logStart = start;
            logEnd = end;
            return this;
        }

        Given truncated() {
            truncated = true;
            return this;
        }

        Given retention(Duration now) {
            retention = now;
            return this;
        }

        Given definition(String now) {
            definition = now;
            return this;
        }

        Given catalog(Incarnation log, int partitions) {
            catalog = new CatalogEntry(log, partitions);
            return this;
        }

        Given rebuildDue() {
            rebuildDue = "requested";
            return this;
        }

        Given damaged() {
            rebuildDue = "store-damaged";
            return this;
        }

        Facts toFacts() {
            return new Facts(
                    new StoredPartition(
                            served == null ? null : served.id(),
                            building == null ? null : building.id(),
                            served == null ? null : served.toGeneration(),
                            building == null ? null : building.toGeneration(),
                            new StoredPartition.Marks(rebuildDue, null, false)),
                    topic,
                    logStart,
                    logEnd,
                    truncated,
                    retention,
                    definition,
                    NOW,
                    catalog);
        }
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                        theStore(),
                        theTopic(),
                        truncation(),
                        range(),
                        definitions(),
                        tombstones(),
                        requests(),
                        builds(),
                        mixed())
                .flatMap(rows -> rows);
    }

    private static Stream<Arguments> theStore() {
        return Stream.of(
                row("all is as it was", given(), RESUME_SERVED),
                row("store empty", given().nothingServed(), "cold, begin store-empty"),
                row("store and log empty", given().nothingServed().log(0, 0), "cold, begin store-empty"),
                row("store empty, catalog left", given().nothingServed().catalog(LOG, 4), "cold, begin store-empty"));
    }

    private static Stream<Arguments> theTopic() {
        return Stream.of(
                row("topic recreated", given().topic(OTHER_LOG, 4), "cold, begin topic-recreated"),
                row("recreated, end the same", given().topic(OTHER_LOG, 4).log(0, 500), "cold, begin topic-recreated"),
                row("recreated with more partitions", given().topic(OTHER_LOG, 5), "cold, begin topic-recreated"),
                row(
                        "recreated with more partitions, catalog of the old log",
                        given().topic(OTHER_LOG, 5).catalog(LOG, 4),
                        "cold, begin topic-recreated"),
                row("one partition more", given().topic(LOG, 5), "refuse 4 -> 5"),
                row("one partition less", given().topic(LOG, 3), "refuse 4 -> 3"),
                row(
                        "another count than the build's",
                        given().nothingServed().building(build -> build).topic(LOG, 5),
                        "refuse 4 -> 5"),
                row(
                        "a partition that is new in this log",
                        given().nothingServed().topic(LOG, 5).catalog(LOG, 4),
                        "refuse 4 -> 5"),
                row(
                        "store empty, catalog of another log",
                        given().nothingServed().topic(LOG, 5).catalog(OTHER_LOG, 4),
                        "cold, begin store-empty"));
    }

    private static Stream<Arguments> truncation() {
        return Stream.of(
                row("the broker says truncated", given().truncated(), "cold, begin log-truncated"),
                row(
                        "log start at the build's start",
                        given().served(s -> s.from(7)).log(7, 1_000),
                        RESUME_SERVED),
                row("log start just behind it", given().served(s -> s.from(7)).log(6, 1_000), RESUME_SERVED),
                row(
                        "log start just past it",
                        given().served(s -> s.from(7)).log(8, 1_000),
                        "cold, begin log-truncated"),
                row("log start past the position", given().log(501, 1_000), "cold, begin log-truncated"));
    }

    private static Stream<Arguments> range() {
        return Stream.of(
                row("position just before the end", given().log(0, 501), RESUME_SERVED),
                row("position at the end", given().log(0, 500), RESUME_SERVED),
                row("position just beyond the end", given().log(0, 499), "cold, begin position-out-of-range"),
                row("log emptied", given().log(0, 0), "cold, begin position-out-of-range"),
                row(
                        "position at the log start",
                        given().served(s -> s.from(500).at(500)).log(500, 1_000),
                        RESUME_SERVED),
                row(
                        "position just before the log start",
                        given().served(s -> s.from(500).at(499)).log(500, 1_000),
                        "cold, begin position-out-of-range"));
    }

    private static Stream<Arguments> definitions() {
        return Stream.of(
                row(
                        "to another of this version: the live fold goes on as it began",
                        given().served(s -> s.definition(LOOSE)).definition(STRICT),
                        "live, begin definition-changed"),
                row(
                        "the same, and the build of the other goes on",
                        given().served(s -> s.definition(LOOSE))
                                .building(b -> b.definition(STRICT))
                                .definition(STRICT),
                        "live, goes on"),
                row(
                        "the same, and tombstones may have expired",
                        given().served(s -> s.definition(LOOSE)
                                        .caughtUpAt(NOW.minus(RETENTION).minus(TICK)))
                                .definition(STRICT),
                        "frozen, begin tombstones-may-have-expired"),
                row(
                        "a build of a definition that is not the configured one",
                        given().served(s -> s.definition(STRICT))
                                .building(b -> b.definition(LOOSE))
                                .definition(STRICT),
                        "live, discard build"),
                row("definition changed", given().definition("other"), "frozen, begin definition-changed"),
                row(
                        "definition changed, at the end",
                        given().definition("other").log(0, 500),
                        "frozen, begin definition-changed"));
    }

    private static Stream<Arguments> tombstones() {
        Instant limit = NOW.minus(RETENTION);
        return Stream.of(
                row(
                        "caught up just within the retention",
                        given().served(s -> s.caughtUpAt(limit.plus(TICK))),
                        RESUME_SERVED),
                row("caught up exactly a retention ago", given().served(s -> s.caughtUpAt(limit)), RESUME_SERVED),
                row(
                        "caught up just longer ago",
                        given().served(s -> s.caughtUpAt(limit.minus(TICK))),
                        "frozen, begin tombstones-may-have-expired"),
                row(
                        "longer ago, but at the end: nothing was missed",
                        given().served(s -> s.caughtUpAt(limit.minus(TICK))).log(0, 500),
                        RESUME_SERVED),
                row(
                        "longer ago, and one behind the end",
                        given().served(s -> s.caughtUpAt(limit.minus(TICK))).log(0, 501),
                        "frozen, begin tombstones-may-have-expired"),
                row(
                        "retention was raised in the meantime: the stored one counts",
                        given().served(s -> s.caughtUpAt(limit.minus(TICK))).retention(RETENTION.multipliedBy(2)),
                        "frozen, begin tombstones-may-have-expired"),
                row(
                        "retention was lowered in the meantime: the present one counts",
                        given().served(s -> s.caughtUpAt(NOW.minusSeconds(11))).retention(Duration.ofSeconds(10)),
                        "frozen, begin tombstones-may-have-expired"),
                row(
                        "stored retention is longer, caught up within the present one",
                        given().served(s -> s.caughtUpAt(NOW.minusSeconds(10)).retention(Duration.ofDays(9)))
                                .retention(Duration.ofSeconds(10)),
                        RESUME_SERVED),
                row(
                        "never caught up: its build's start counts, just within",
                        given().served(s -> s.caughtUpAt(null).startedAt(limit)),
                        RESUME_SERVED),
                row(
                        "never caught up: its build's start counts, just beyond",
                        given().served(s -> s.caughtUpAt(null).startedAt(limit.minus(TICK))),
                        "frozen, begin tombstones-may-have-expired"),
                row(
                        "caught up in the future, within the skew",
                        given().served(s -> s.caughtUpAt(NOW.plus(SKEW))),
                        RESUME_SERVED),
                row(
                        "caught up in the future, beyond the skew",
                        given().served(s -> s.caughtUpAt(NOW.plus(SKEW).plus(TICK))),
                        "frozen, begin tombstones-may-have-expired"),
                row(
                        "caught up in the future, but at the end",
                        given().served(s -> s.caughtUpAt(NOW.plus(Duration.ofDays(1))))
                                .log(0, 500),
                        RESUME_SERVED),
                row(
                        "built from the future and never caught up",
                        given().served(s ->
                                s.caughtUpAt(null).startedAt(NOW.plus(SKEW).plus(TICK))),
                        "frozen, begin tombstones-may-have-expired"));
    }

    private static Stream<Arguments> requests() {
        Instant late = NOW.minus(BUILD_LIMIT).minus(TICK);
        return Stream.of(
                row("a rebuild is requested", given().rebuildDue(), "live, begin requested"),
                row("requested while a build goes on", given().building(b -> b).rebuildDue(), "live, goes on"),
                row(
                        "requested again after a late build",
                        given().building(b -> b.startedAt(late)).rebuildDue(),
                        "live, begin requested"),
                row("a late build beside a sound one", given().building(b -> b.startedAt(late)), "live, discard build"),
                row(
                        "a build of another log beside a sound one",
                        given().building(b -> b.log(OTHER_LOG)),
                        "live, discard build"),
                row("a served generation that lost keys", given().damaged(), "cold, begin store-damaged"),
                row("lost keys beside a build", given().building(b -> b).damaged(), "cold, begin store-damaged"),
                row(
                        "lost keys of a store that is empty by now",
                        given().nothingServed().damaged(),
                        "cold, begin store-empty"),
                row("requested of an empty store", given().nothingServed().rebuildDue(), "cold, begin store-empty"),
                row(
                        "requested and expired",
                        given().served(s -> s.caughtUpAt(NOW.minus(RETENTION).minus(TICK)))
                                .rebuildDue(),
                        "frozen, begin tombstones-may-have-expired"),
                row(
                        "requested and recreated",
                        given().topic(OTHER_LOG, 4).rebuildDue(),
                        "cold, begin topic-recreated"));
    }

    private static Stream<Arguments> builds() {
        Instant limit = NOW.minus(BUILD_LIMIT);
        return Stream.of(
                row("a build goes on", given().nothingServed().building(b -> b), RESUME_BUILD),
                row(
                        "a build of another log",
                        given().nothingServed().building(b -> b.log(OTHER_LOG)),
                        "cold, begin store-empty"),
                row(
                        "a build of another definition",
                        given().nothingServed().building(b -> b.definition("other")),
                        "cold, begin store-empty"),
                row(
                        "a build from before the log start",
                        given().nothingServed().building(b -> b).log(1, 1_000),
                        "cold, begin store-empty"),
                row(
                        "a build beyond the end",
                        given().nothingServed().building(b -> b).log(0, 299),
                        "cold, begin store-empty"),
                row(
                        "a build whose target is the end",
                        given().nothingServed().building(b -> b).log(0, 400),
                        RESUME_BUILD),
                row(
                        "a build whose target the log has lost",
                        given().nothingServed().building(b -> b).log(0, 399),
                        "cold, begin store-empty"),
                row(
                        "the same beside a sound one",
                        given().served(s -> s.at(399)).building(b -> b).log(0, 399),
                        "live, discard build"),
                row(
                        "a truncated build",
                        given().nothingServed().building(b -> b).truncated(),
                        "cold, begin store-empty"),
                row(
                        "a build at nine tenths of the retention",
                        given().nothingServed().building(b -> b.startedAt(limit)),
                        RESUME_BUILD),
                row(
                        "a build just past nine tenths of the retention",
                        given().nothingServed().building(b -> b.startedAt(limit.minus(TICK))),
                        "cold, begin store-empty"),
                row(
                        "a late build at the end of the log",
                        given().nothingServed()
                                .building(b -> b.startedAt(limit.minus(TICK)))
                                .log(0, 300),
                        "cold, begin store-empty"),
                row(
                        "a build late by the retention it began with",
                        given().nothingServed()
                                .building(b -> b.startedAt(NOW.minusSeconds(10)).retention(Duration.ofSeconds(11))),
                        "cold, begin store-empty"),
                row(
                        "a build late by the retention now",
                        given().nothingServed()
                                .building(b -> b.startedAt(NOW.minusSeconds(10)))
                                .retention(Duration.ofSeconds(11)),
                        "cold, begin store-empty"),
                row(
                        "a build begun in the future, within the skew",
                        given().nothingServed().building(b -> b.startedAt(NOW.plus(SKEW))),
                        RESUME_BUILD),
                row(
                        "a build begun in the future, beyond the skew",
                        given().nothingServed()
                                .building(b -> b.startedAt(NOW.plus(SKEW).plus(TICK))),
                        "cold, begin store-empty"));
    }

    private static Stream<Arguments> mixed() {
        UnaryOperator<Stored> expired = s -> s.caughtUpAt(NOW.minus(RETENTION).minus(TICK));
        return Stream.of(
                row("a sound served generation beside a build", given().building(b -> b), "live, goes on"),
                row("expired, and a build goes on", given().served(expired).building(b -> b), "frozen, goes on"),
                row(
                        "expired, and its build is late",
                        given().served(expired)
                                .building(
                                        b -> b.startedAt(NOW.minus(BUILD_LIMIT).minus(TICK))),
                        "frozen, begin tombstones-may-have-expired"),
                row(
                        "old definition served, a build of the new one goes on",
                        given().served(s -> s.definition("old")).building(b -> b),
                        "frozen, goes on"),
                row(
                        "served beyond the end while its build is not: the served one must not stay",
                        given().building(b -> b).log(0, 400),
                        "cold, begin position-out-of-range"),
                row(
                        "served one of another log beside a build of this one: it must not stay",
                        given().served(s -> s.log(OTHER_LOG)).building(b -> b),
                        "cold, begin topic-recreated"),
                row(
                        "another count before another log",
                        given().served(s -> s.log(OTHER_LOG)).building(b -> b).topic(LOG, 5),
                        "refuse 4 -> 5"),
                row(
                        "recreated before truncated",
                        given().topic(OTHER_LOG, 4).truncated(),
                        "cold, begin topic-recreated"),
                row("truncated before out of range", given().truncated().log(0, 1), "cold, begin log-truncated"),
                row("log start before out of range", given().log(501, 502), "cold, begin log-truncated"),
                row(
                        "out of range before definition",
                        given().definition("other").log(0, 499),
                        "cold, begin position-out-of-range"),
                row(
                        "tombstones before definition",
                        given().served(expired).definition("other"),
                        "frozen, begin tombstones-may-have-expired"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("rows")
    void shouldDecide(String situation, Facts facts, String expected) {
        Decision decision = planner.decide(facts);

        assertThat(inWords(decision, facts)).as(situation).isEqualTo(expected);
    }

    @Test
    void shouldKeepServingOnlyWhatIsStillATruePictureOfThisLog() {
        EnumSet<RebuildReason> keeping = EnumSet.noneOf(RebuildReason.class);
        Arrays.stream(RebuildReason.values()).filter(RebuildReason::keepsServed).forEach(keeping::add);

        assertThat(keeping)
                .containsExactlyInAnyOrder(
                        RebuildReason.TOMBSTONES_MAY_HAVE_EXPIRED,
                        RebuildReason.DEFINITION_CHANGED,
                        RebuildReason.REQUESTED);
    }

    @Test
    void shouldSayWhatToDoAboutAnotherPartitionCount() {
        Decision decision = planner.decide(given().topic(LOG, 5).toFacts());

        assertThat(((Decision.Refuse) decision).why()).contains("4 partitions", "now has 5", "Make a new topic");
    }

    private static String inWords(Decision decision, Facts facts) {
        if (decision instanceof Decision.Refuse refuse) {
            return refuse.why()
                    .replaceAll(
                            "^the topic was folded with (\\d+) partitions and now has (\\d+):.*", "refuse $1 -> $2");
        }
        Decision.Proceed proceed = (Decision.Proceed) decision;
        String serving = switch (proceed.serving()) {
            case LIVE -> "live";
            case FROZEN -> "frozen";
            case NOTHING -> "cold";
        };
        Decision.Build build = proceed.build();
        if (build instanceof Decision.Build.Begin begin) {
            return serving + ", begin " + begin.reason().text();
        }
        if (build instanceof Decision.Build.Continue going) {
            assertThat(going.generation()).isSameAs(facts.stored().building());
            return serving + ", goes on";
        }
        return build instanceof Decision.Build.Discard discard
                ? serving + ", discard " + discard.generation()
                : serving;
    }

    private static String definition(int maxStateBytes) {
        TypeSettings settings = new TypeSettings(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                maxStateBytes,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return EntityTypes.of(Map.of("device", settings))
                .find("device")
                .orElseThrow()
                .definition();
    }

    private static Given given() {
        return new Given();
    }

    private static Arguments row(String situation, Given given, String expected) {
        return arguments(situation, given.toFacts(), expected);
    }
}
