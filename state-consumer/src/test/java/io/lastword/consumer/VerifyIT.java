package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.consumer.snapshot.SnapshotScan;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.topic.Times;
import io.lastword.consumer.verify.Fault;
import io.lastword.consumer.verify.Verdict;
import io.lastword.consumer.verify.Verifier;
import io.lastword.consumer.verify.VerifySettings;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.index.IndexEntry;
import io.lastword.model.index.IndexSet;
import io.lastword.model.index.IndexValue;
import io.lastword.model.limit.Ticker;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.TestBroker;
import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;

/** The log replayed beside the store, asked for over HTTP, on a real fold. */
class VerifyIT {

    private static final Instant LOGGED_AT = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void shouldFindNothingWrongWithTheFoldOfTheLog() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 3)) {
            Writer writer = scene.writer();
            writer.mixed(new Random(1), "id-", 2_000, 8_000);
            writer.send(0, new byte[] {(byte) 0xff, 1}, "{}".getBytes(UTF_8));
            byte[] stray = "stray".getBytes(UTF_8);
            writer.send((Partitioner.partition(stray, 3) + 1) % 3, stray, "{}".getBytes(UTF_8));
            writer.flush();
            Writer transactions = scene.transactionalWriter();
            transactions.producer().beginTransaction();
            transactions.upserts("aborted-", 20, 1);
            transactions.producer().abortTransaction();
            AdminClient admin = AdminClient.of(scene.start());
            List<Picture> pictures = scene.awaitFolded();

            List<Verdict> verdicts = admin.verify();

            assertThat(verdicts).hasSize(3).allMatch(Verdict::isClean);
            assertThat(verdicts).allSatisfy(verdict -> {
                Picture picture = pictures.get(verdict.partition());
                assertThat(verdict.checked()).isEqualTo(picture.entities().size());
                assertThat(verdict.offset())
                        .isEqualTo(scene.picture(verdict.partition()).offset());
                assertThat(verdict.incarnation()).isEqualTo(scene.topicId().substring(0, 8));
                assertThat(verdict.behind()).isZero();
                assertThat(verdict.examples()).isEmpty();
            });
            assertThat(admin.post("/v1/types/device/verify?partition=2").body())
                    .contains("\"partition\":2")
                    .doesNotContain("\"partition\":1");
        }
    }

    @Test
    void shouldNameWhatWasChangedBehindTheFoldsBack() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 50, 1);
            writer.put("broken-1", "no state");
            writer.put("broken-2", "no state");
            writer.delete("id-49");
            writer.flush();
            AdminClient admin = AdminClient.of(scene.start());
            scene.awaitFolded();
            Store store = new Store(scene);

            store.put("never-written", 3, "{}");
            store.put("id-49", 49, "{}");
            store.putUnreadable("unknown", 4);
            store.remove("id-1");
            store.removeUnreadable("broken-1");
            store.put("id-2", 1, Writer.state("id-2", 1));
            store.alter("id-3");
            store.putUnreadable("id-4", 4);
            store.removeUnreadable("broken-2");
            store.put("broken-2", 51, "{}");

            Verdict verdict = admin.verify().get(0);
            assertThat(verdict.checked()).isEqualTo(54);
            assertThat(names(verdict, Fault.GHOST)).containsExactly("id-49", "never-written", "unknown");
            assertThat(verdict.ghosts()).isEqualTo(3);
            assertThat(names(verdict, Fault.MISSING)).containsExactly("broken-1", "id-1");
            assertThat(verdict.missing()).isEqualTo(2);
            assertThat(names(verdict, Fault.STALE)).containsExactly("broken-2", "id-2", "id-3", "id-4");
            assertThat(verdict.stale()).isEqualTo(4);
            assertThat(verdict.examples())
                    .filteredOn(example -> example.id().equals("id-2"))
                    .first()
                    .satisfies(example -> {
                        assertThat(example.storedRevision()).isEqualTo(1);
                        assertThat(example.logRevision()).isEqualTo(2);
                        assertThat(example.detail()).contains("another revision");
                    });
            assertThat(verdict.examples())
                    .filteredOn(example -> example.id().equals("id-3"))
                    .first()
                    .satisfies(example -> assertThat(example.detail()).contains("other content"));
        }
    }

    @Test
    void shouldNameTheIndexEntriesThatAreNotTheLogs() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            Writer writer = scene.writer();
            for (int i = 0; i < 2_500; i++) {
                writer.put("id-" + i, "{\"status\":\"idle\",\"battery\":" + i % 7 + "}");
            }
            writer.put("broken", "no state");
            writer.delete("id-9");
            writer.flush();
            AdminClient admin = AdminClient.of(scene.start("--lastword.consumer.verify.max-keys=1000"));
            scene.awaitFolded();
            List<Verdict> clean = admin.verify();
            Store store = new Store(scene);
            IndexValue idle = new IndexValue.Text("idle");

            store.index("status", idle, "never-written");
            store.index("status", idle, "id-9");
            store.index("status", idle, "broken");
            store.index("status", new IndexValue.Text("away"), "id-1");
            store.indexAstray("status", idle, "id-2");
            store.indexBytes("battery", new byte[] {1, 2}, "id-3");
            store.leave("status", idle, "id-4");
            store.leave("id", null, "id-5");
            List<Verdict> verdicts = admin.verify();

            assertThat(clean).allMatch(Verdict::isClean);
            assertThat(names(verdicts, Fault.GHOST_ENTRY))
                    .containsExactlyInAnyOrder("never-written", "id-9", "broken", "id-1", "id-2", "0102");
            assertThat(names(verdicts, Fault.MISSING_ENTRY)).containsExactlyInAnyOrder("id-4", "id-5");
            assertThat(verdicts.stream().mapToLong(Verdict::ghostEntries).sum()).isEqualTo(6);
            assertThat(verdicts.stream().mapToLong(Verdict::missingEntries).sum())
                    .isEqualTo(2);
            assertThat(verdicts).allSatisfy(verdict -> {
                assertThat(verdict.isClean()).isFalse();
                assertThat(verdict.ghosts() + verdict.missing() + verdict.stale())
                        .isZero();
            });
            assertThat(examples(verdicts, "id-1"))
                    .singleElement()
                    .satisfies(example -> assertThat(example.detail()).contains("'status'"));
        }
    }

    @Test
    void shouldFindAnEntityThatIsStoredWithARevisionYetToCome() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            scene.writer().upserts("id-", 5, 1);
            AdminClient admin = AdminClient.of(scene.start());
            scene.awaitFolded();

            Store store = new Store(scene);
            store.put("ghost-of-the-future", 1_000_000, "{}");
            store.put("id-1", 1_000_000, "{}");

            Verdict verdict = admin.verify().get(0);
            assertThat(names(verdict, Fault.GHOST)).containsExactly("ghost-of-the-future");
            assertThat(names(verdict, Fault.STALE)).containsExactly("id-1");
        }
    }

    @Test
    @Faults
    void shouldRaiseNoFalseAlarmWhileTheLogIsWrittenAndCompacted() throws InterruptedException {
        Map<String, String> eager = Map.of("log.cleaner.backoff.ms", "50", "log.retention.check.interval.ms", "100");
        try (TestBroker broker = Backends.newBroker(eager);
                Scene scene = new Scene(broker, Backends.redis(), 2)) {
            scene.configure(Map.of("segment.ms", "100", "min.cleanable.dirty.ratio", "0.01"));
            Writer writer = scene.writer();
            writer.upserts("still-", 100, 1);
            AdminClient admin = AdminClient.of(scene.start("--lastword.consumer.log-timeout=30s"));
            scene.awaitFolded();
            AtomicLong written = new AtomicLong();
            Thread writing = new Thread(() -> {
                Random random = new Random(4);
                while (!Thread.currentThread().isInterrupted()) {
                    writer.mixed(random, "id-", 40, 50);
                    written.addAndGet(50);
                }
            });
            writing.start();
            try {
                Instant end = Instant.now().plusSeconds(5);
                for (int verifications = 0; verifications < 4 || Instant.now().isBefore(end); verifications++) {
                    assertThat(admin.verify())
                            .allSatisfy(verdict -> assertThat(verdict.isClean())
                                    .as("%s", verdict)
                                    .isTrue());
                }

                Store store = new Store(scene);
                store.put("ghost", 3, "{}");
                store.remove("still-1");
                store.alter("still-2");
                List<Verdict> verdicts = admin.verify();
                assertThat(verdicts.stream().flatMap(verdict -> verdict.examples().stream()))
                        .extracting(Verdict.Example::id)
                        .containsExactlyInAnyOrder("ghost", "still-1", "still-2");
            } finally {
                writing.interrupt();
                writing.join();
            }
            assertThat(Topics.read(broker, scene.topic()))
                    .as("the log was compacted")
                    .hasSizeLessThan((int) written.get() / 2);
        }
    }

    @Test
    void shouldVerifyMoreEntitiesThanItMayHoldAtOnce() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 5_000, 1);
            for (int i = 0; i < 500; i++) {
                writer.put("broken-" + i, "no state");
            }
            writer.flush();
            AdminClient admin = AdminClient.of(scene.start("--lastword.consumer.verify.max-keys=1000"));
            scene.awaitFolded();
            Verdict clean = admin.verify().get(0);
            Store store = new Store(scene);
            for (int i = 0; i < 1_200; i++) {
                store.put("ghost-" + i, 7, "{}");
            }
            store.remove("id-17");
            store.removeUnreadable("broken-17");

            Verdict verdict = admin.verify().get(0);

            assertThat(clean.isClean()).as("%s", clean).isTrue();
            assertThat(clean.checked()).isEqualTo(5_500);
            assertThat(verdict.checked()).isEqualTo(6_700);
            assertThat(verdict.ghosts()).isEqualTo(1_200);
            assertThat(names(verdict, Fault.GHOST))
                    .hasSize(Verdict.MAX_EXAMPLES)
                    .doesNotHaveDuplicates();
            assertThat(names(verdict, Fault.MISSING)).containsExactlyInAnyOrder("broken-17", "id-17");
            assertThat(verdict.stale()).isZero();
        }
    }

    @Test
    void shouldJudgeARecreatedTopicByItsNewLogOnly() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            scene.writer().upserts("old-", 300, 1);
            AdminClient admin = AdminClient.of(scene.start());
            scene.awaitFolded();

            scene.deleteTopic();
            scene.createTopicAgain();
            scene.writer().upserts("new-", 500, 2);
            HttpResponse<String> early = admin.post("/v1/types/device/verify");
            scene.awaitFolded();
            Verdict verdict = admin.verify().get(0);

            assertThat(early.statusCode()).as(early.body()).isIn(200, 503);
            assertThat(early.body()).doesNotContain("\"fault\"");
            assertThat(verdict.isClean()).as("%s", verdict).isTrue();
            assertThat(verdict.checked()).isEqualTo(500);
            assertThat(verdict.incarnation()).isEqualTo(scene.topicId().substring(0, 8));
        }
    }

    @Test
    void shouldVerifyUpToWhereTheFoldHasStopped() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            Random random = new Random(5);
            writer.mixed(random, "id-", 300, 1_000);
            writer.upserts("still-", 2, 1);
            ConfigurableApplicationContext consumer = scene.start();
            Picture folded = scene.awaitFolded().get(0);
            EntityType device = deviceOf(consumer);
            consumer.close();
            writer.mixed(random, "id-", 300, 1_000);
            Verifier verifier = verifier(scene, Backends.broker());

            Verdict clean = verdict(verifier, device);
            new Store(scene).remove("still-0");
            Verdict faulty = verdict(verifier, device);

            assertThat(clean.isClean()).as("%s", clean).isTrue();
            assertThat(clean.offset()).isEqualTo(folded.offset());
            assertThat(clean.behind()).isEqualTo(1_000);
            assertThat(faulty.examples()).extracting(Verdict.Example::id).containsExactly("still-0");
        }
    }

    @Test
    void shouldGiveNoVerdictWhereTombstonesMayHaveExpired() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 10, 1);
            ConfigurableApplicationContext consumer = scene.start();
            scene.awaitFolded();
            EntityType device = deviceOf(consumer);
            consumer.close();
            Verifier verifier = verifier(scene, Backends.broker());
            assertThat(verdict(verifier, device).isClean()).isTrue();

            scene.setTombstoneRetention(Duration.ZERO);

            assertThatThrownBy(() -> verdict(verifier, device))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContainingAll("tombstones may have been missed", "delete.retention.ms");

            // Looked at quickly enough, but the fold has not been there since long before.
            writer.delete("id-1");
            writer.flush();
            Duration age = Duration.between(scene.picture(0).caughtUpAt(), Instant.now());
            scene.setTombstoneRetention(age);
            assertThatThrownBy(() -> verdict(verifier, device))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContainingAll("since " + scene.picture(0).caughtUpAt(), "let the fold catch up");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/types/nothing/verify, 404, unknown-type, device",
        "/v1/types/device/verify?partition=2, 400, invalid-parameter, 0 to 1",
        "/v1/types/device/verify?partition=-1, 400, invalid-parameter, 0 to 1",
        "/v1/types/device/verify?partition=two, 400, invalid-parameter, 'two'",
        "/v1/types/device/verify?repair=yes, 400, invalid-parameter, 'yes'",
    })
    void shouldExplainWhatIsWrongWithARequest(String path, int status, String problem, String detail) {
        assertProblem(Refusals.ADMIN.post(path), status, problem, detail);
    }

    @Test
    void shouldRepairExactlyThePartitionInWhichItFindsSomething() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 3)) {
            scene.writer().upserts("id-", 2_000, 1);
            AdminClient admin = AdminClient.of(scene.start());
            List<Picture> before = scene.awaitFolded();
            Store store = new Store(scene);
            List<String> lost = store.sharingABucketWith("id-1", before);
            lost.forEach(store::remove);
            int hurt = store.partition("id-1");

            HttpResponse<String> answer = admin.post("/v1/types/device/verify?repair=true");

            Instant begunBy = Instant.now();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            List<Verdict> verdicts = AdminClient.verdicts(answer);
            assertThat(names(verdicts.get(hurt), Fault.MISSING)).containsExactlyInAnyOrderElementsOf(lost);
            assertThat(verdicts)
                    .allSatisfy(verdict -> assertThat(verdict.repair())
                            .isEqualTo(verdict.partition() == hurt ? Verdict.Repair.REBUILD : null));
            String old = before.get(hurt).generation();
            byte[] record = scene.layout().generation(Scene.TYPE, hurt, old);
            Scene.await("another generation").until(() -> {
                byte[] caughtUpAt = scene.redis().hget(record, "caught-up-at".getBytes(UTF_8));
                assertThat(caughtUpAt == null ? 0 : Long.parseLong(new String(caughtUpAt, UTF_8)))
                        .as("caught-up-at of what lacks some")
                        .isLessThanOrEqualTo(begunBy.toEpochMilli());
                byte[] served =
                        scene.redis().hget(scene.layout().partition(Scene.TYPE, hurt), "served".getBytes(UTF_8));
                return served != null && !old.equals(new String(served, UTF_8));
            });
            assertThat(scene.awaitFolded()).allSatisfy(after -> {
                if (after.partition() == hurt) {
                    assertThat(after.reason()).isEqualTo("store-damaged");
                } else {
                    assertThat(after.generation())
                            .isEqualTo(before.get(after.partition()).generation());
                }
            });
            assertThat(admin.verify()).allMatch(Verdict::isClean);
        }
    }

    @Test
    void shouldTellTheVerdictOfAVerificationWhoseClientIsGone() throws IOException {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            scene.writer().upserts("id-", 500, 1);
            AdminClient admin = AdminClient.of(scene.start());
            scene.awaitFolded();
            new Store(scene).remove("id-1");
            HttpResponse<String> none = admin.get("/v1/types/device/verify");

            admin.postAndLeave("/v1/types/device/verify");

            Scene.await("the end")
                    .until(() -> admin.get("/v1/types/device/verify").body().contains("\"state\":\"done\""));
            HttpResponse<String> report = admin.get("/v1/types/device/verify");
            assertProblem(none, 404, "verification-not-found", "has not verified 'device'");
            assertThat(report.body())
                    .contains("\"progress\":{\"partitions\":2,\"verified\":2,\"checked\":500}")
                    .contains("\"startedAt\":", "\"endedAt\":", "\"repair\":false");
            assertThat(names(AdminClient.verdicts(report), Fault.MISSING)).containsExactly("id-1");

            // What is refused verified nothing, and takes no verdict's place.
            assertProblem(admin.post("/v1/types/device/verify?partition=2"), 400, "invalid-parameter", "0 to 1");
            assertThat(admin.get("/v1/types/device/verify").body()).isEqualTo(report.body());
        }
    }

    @Test
    void shouldNotVerifyAPartitionThatIsCold() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            scene.writer().upserts("id-", 20, 1);
            ConfigurableApplicationContext consumer = scene.start("--lastword.consumer.heartbeat=1h");
            AdminClient admin = AdminClient.of(consumer);
            scene.awaitFolded();

            scene.redis().hdel(scene.layout().partition(Scene.TYPE, 1), "served".getBytes(UTF_8));

            HttpResponse<String> all = admin.post("/v1/types/device/verify");
            assertProblem(all, 503, "not-ready", "device/1 is cold");
            assertThat(all.body()).contains("\"partition\":1", "\"reason\":\"store-empty\"");
            assertThat(admin.post("/v1/types/device/verify?partition=0").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    @Faults
    void shouldSayWhichServerDoesNotAnswer() {
        try (TestBroker broker = Backends.newBroker(Map.of());
                TestRedis redis = Backends.newRedis(true);
                Scene scene = new Scene(broker, redis, 1)) {
            scene.writer().upserts("id-", 20, 1);
            AdminClient admin = AdminClient.of(scene.start("--lastword.consumer.log-timeout=3s"));
            scene.awaitFolded();

            redis.stop();
            assertProblem(admin.post("/v1/types/device/verify"), 503, "store-unavailable", "Redis");
            redis.start();
            Scene.await("a verdict")
                    .until(() -> admin.post("/v1/types/device/verify").statusCode() == 200);
            broker.stop();
            assertProblem(admin.post("/v1/types/device/verify"), 503, "log-unavailable", scene.topic());
        }
    }

    /** What every refusal can be asked of; it goes with the JVM. */
    private static final class Refusals {
        private static final AdminClient ADMIN =
                AdminClient.of(new Scene(Backends.broker(), Backends.redis(), 2).start());
    }

    /** The generations that are served, changed as no fold would. */
    private record Store(Scene scene, List<String> generations) {

        private static final byte[] CHANGE = """
                local changed = redis.call(ARGV[1], KEYS[1], unpack(ARGV, 4))
                redis.call('HINCRBY', KEYS[2], ARGV[2], changed * ARGV[3])
                return changed
                """.getBytes(UTF_8);

        Store(Scene scene) {
            this(scene, scene.pictures().stream().map(Picture::generation).toList());
        }

        void put(String id, long revision, String state) {
            EntityId entity = new EntityId(id);
            Snapshot snapshot = new Snapshot(entity, revision, "updated", LOGGED_AT, state.getBytes(UTF_8));
            change("HSET", bucket(id), countOfBucket(id), id, entity.toKey(), StoredEntityCodec.encode(snapshot));
        }

        /** Changes the last byte but one, and nothing else. */
        void alter(String id) {
            byte[] value = scene.redis().hget(bucket(id), id.getBytes(UTF_8));
            value[value.length - Long.BYTES - 2] ^= 1;
            scene.redis().hset(bucket(id), id.getBytes(UTF_8), value);
        }

        void remove(String id) {
            assertThat(change("HDEL", bucket(id), countOfBucket(id), id, id.getBytes(UTF_8)))
                    .isEqualTo(1);
        }

        void putUnreadable(String id, long revision) {
            EntityId entity = new EntityId(id);
            byte[] value = StoredEntityCodec.encode(new UnreadableEntity(entity, revision, LOGGED_AT, "bad"));
            change("HSET", unreadable(id), Layout.CountFields.UNREADABLE_ENTITIES, id, entity.toKey(), value);
        }

        /** Puts an entry into an index, where it would be if the entity had this value. */
        void index(String index, @Nullable IndexValue value, String id) {
            add(index, slot(id), entry(value, id), id);
        }

        /** The same, in the wrong one of the index's sorted sets. */
        void indexAstray(String index, IndexValue value, String id) {
            add(index, (slot(id) + 1) % Layout.INDEX_SLOTS, entry(value, id), id);
        }

        /** Puts bytes that are no entry into an index of the entity's partition. */
        void indexBytes(String index, byte[] member, String id) {
            add(index, slot(id), member, id);
        }

        void leave(String index, @Nullable IndexValue value, String id) {
            byte[] key = key(index, slot(id), id);
            assertThat(change("ZREM", key, countOf(index, slot(id), id), id, entry(value, id)))
                    .isEqualTo(1);
        }

        private void add(String index, int slot, byte[] member, String id) {
            byte[] key = key(index, slot, id);
            assertThat(change("ZADD", key, countOf(index, slot, id), id, "0".getBytes(UTF_8), member))
                    .isEqualTo(1);
        }

        /** Has the record count what is changed, or it would be noticed without a verification. */
        private long change(String command, byte[] key, String count, String id, byte[]... words) {
            List<byte[]> args = new ArrayList<>(List.of(
                    command.getBytes(UTF_8),
                    count.getBytes(UTF_8),
                    (command.endsWith("DEL") || command.endsWith("REM") ? "-1" : "1").getBytes(UTF_8)));
            args.addAll(List.of(words));
            byte[][] keys = {key, scene.layout().generation(Scene.TYPE, partition(id), generation(id))};
            return scene.redis().<Long>eval(CHANGE, ScriptOutputType.INTEGER, keys, args.toArray(byte[][]::new));
        }

        private String countOfBucket(String id) {
            return Layout.CountFields.bucket(bucketOf(id));
        }

        private String countOf(String index, int slot, String id) {
            IndexSet indexes = FoldDefinition.parse(requireNonNull(scene.served(partition(id), "definition")))
                    .orElseThrow()
                    .indexes();
            return Layout.CountFields.index(indexes.names().indexOf(index) + (indexes.byId() ? 0 : 1), slot);
        }

        private byte[] key(String index, int slot, String id) {
            return scene.layout().index(Scene.TYPE, partition(id), generation(id), index, slot);
        }

        private byte[] entry(@Nullable IndexValue value, String id) {
            return new IndexEntry(value == null ? new byte[0] : value.encode(), id.getBytes(UTF_8), bucketOf(id))
                    .encode();
        }

        private int slot(String id) {
            return bucketOf(id) % Layout.INDEX_SLOTS;
        }

        private int bucketOf(String id) {
            return Partitioner.bucket(id.getBytes(UTF_8), scene.partitions(), Layout.BUCKETS);
        }

        void removeUnreadable(String id) {
            byte[] key = unreadable(id);
            assertThat(change("HDEL", key, Layout.CountFields.UNREADABLE_ENTITIES, id, id.getBytes(UTF_8)))
                    .isEqualTo(1);
        }

        private byte[] bucket(String id) {
            return scene.layout().bucket(Scene.TYPE, partition(id), generation(id), bucketOf(id));
        }

        private byte[] unreadable(String id) {
            return scene.layout().unreadable(Scene.TYPE, partition(id), generation(id));
        }

        private String generation(String id) {
            return generations.get(partition(id));
        }

        /** The entities of one bucket. */
        List<String> sharingABucketWith(String id, List<Picture> pictures) {
            return pictures.get(partition(id)).entities().keySet().stream()
                    .filter(other -> bucketOf(other) == bucketOf(id))
                    .toList();
        }

        private int partition(String id) {
            return Partitioner.partition(id.getBytes(UTF_8), scene.partitions());
        }
    }

    private static Verifier verifier(Scene scene, TestBroker broker) {
        Duration timeout = Duration.ofSeconds(10);
        Map<String, Object> reader = Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "none",
                "enable.auto.commit", "false");
        return new Verifier(
                () -> new KafkaConsumer<>(reader, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                scene.admin(),
                new SnapshotStore(scene::asyncRedis, scene.layout(), timeout),
                new SnapshotScan(scene::asyncRedis, scene.layout(), timeout),
                new VerifySettings(100_000, Duration.ofMillis(50), timeout),
                new Times(Clock.systemUTC(), Ticker.SYSTEM, Duration.ofSeconds(5)));
    }

    private static Verdict verdict(Verifier verifier, EntityType type) {
        List<Verdict> verdicts = new ArrayList<>();
        verifier.verify(type, 0, new Verifier.Listener() {
            @Override
            public void begun(int partitions) {}

            @Override
            public void checked(long entities) {}

            @Override
            public void verified(Verdict verdict) {
                verdicts.add(verdict);
            }
        });
        return verdicts.get(0);
    }

    private static EntityType deviceOf(ConfigurableApplicationContext consumer) {
        return consumer.getBean(EntityTypes.class).find(Scene.TYPE).orElseThrow();
    }

    private static List<Verdict.Example> examples(List<Verdict> verdicts, String id) {
        return verdicts.stream()
                .flatMap(verdict -> verdict.examples().stream())
                .filter(example -> example.id().equals(id))
                .toList();
    }

    private static List<String> names(Verdict verdict, Fault fault) {
        return names(List.of(verdict), fault);
    }

    private static List<String> names(List<Verdict> verdicts, Fault fault) {
        return verdicts.stream()
                .flatMap(verdict -> verdict.examples().stream())
                .filter(example -> example.fault() == fault)
                .map(Verdict.Example::id)
                .toList();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String problem, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("\"urn:lastword:problem:" + problem + "\"")
                .contains(detail);
    }
}
