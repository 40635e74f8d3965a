package io.lastword.query.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Snapshot;
import io.lastword.query.snapshot.PartitionRead.Served;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GatheredReadsTest {

    private static final PartitionKey PARTITION = new PartitionKey("device", 3);
    private static final int PARTITIONS = 8;

    private final List<Sent> sent = new ArrayList<>();
    private final GatheredReads reads = new GatheredReads((key, partitions, ids, bytes) -> {
        Sent call = new Sent(key, partitions, ids, new CompletableFuture<>());
        sent.add(call);
        return call.answer;
    });

    private record Sent(PartitionKey key, int partitions, List<EntityId> ids, CompletableFuture<PartitionRead> answer) {

        /** Answers with an entity per id, whose state is its id. */
        void answer(long offset) {
            answer(offset, ids.size());
        }

        /** Answers with so many entities, because no more fit. */
        void answer(long offset, int fit) {
            List<StoredEntity> entities = new ArrayList<>();
            for (EntityId id : ids.subList(0, fit)) {
                byte[] state = ("\"" + id.value() + "\"").getBytes(StandardCharsets.UTF_8);
                entities.add(new StoredEntity.Present(new Snapshot(id, 1, "updated", Instant.EPOCH, state)));
            }
            answer.complete(new Served(
                    "g1",
                    new Incarnation("3Cb3wyM-TZKyZ8kcm3a6Gw"),
                    partitions,
                    offset,
                    offset,
                    Instant.EPOCH,
                    entities));
        }
    }

    @Test
    void shouldSendAReadAtOnceWhereNoneIsUnderWay() {
        reads.read(PARTITION, PARTITIONS, id("a"));

        assertThat(sent).hasSize(1);
    }

    @Test
    void shouldSendTogetherWhatArrivedWhileACallWasUnderWay() {
        reads.read(PARTITION, PARTITIONS, id("a"));
        CompletableFuture<PartitionRead> b = reads.read(PARTITION, PARTITIONS, id("b"));
        CompletableFuture<PartitionRead> c = reads.read(PARTITION, PARTITIONS, id("c"));

        sent.get(0).answer(10);

        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).ids()).containsExactly(id("b"), id("c"));
        sent.get(1).answer(11);
        assertThat(stateOf(b)).isEqualTo("\"b\"");
        assertThat(stateOf(c)).isEqualTo("\"c\"");
    }

    @Test
    void shouldNotAnswerFromACallThatWasSentBefore() {
        CompletableFuture<PartitionRead> early = reads.read(PARTITION, PARTITIONS, id("a"));
        CompletableFuture<PartitionRead> late = reads.read(PARTITION, PARTITIONS, id("a"));

        sent.get(0).answer(10);

        assertThat(early).isCompleted();
        assertThat(late).isNotCompleted();
    }

    @Test
    void shouldNotMixPartitionsOrPartitionCounts() {
        reads.read(PARTITION, PARTITIONS, id("a"));
        reads.read(new PartitionKey("device", 4), PARTITIONS, id("b"));
        reads.read(PARTITION, PARTITIONS + 1, id("c"));

        assertThat(sent).hasSize(3);
    }

    @Test
    void shouldBoundWhatGoesIntoOneCall() {
        reads.read(PARTITION, PARTITIONS, id("first"));
        List<CompletableFuture<PartitionRead>> others = new ArrayList<>();
        for (int i = 0; i < 2 * GatheredReads.MAX_IDS + 1; i++) {
            others.add(reads.read(PARTITION, PARTITIONS, id("id-" + i)));
        }

        for (int call = 0; call < sent.size(); call++) {
            sent.get(call).answer(call);
        }

        assertThat(sent.stream().map(call -> call.ids().size()))
                .containsExactly(1, GatheredReads.MAX_IDS, GatheredReads.MAX_IDS, 1);
        for (int i = 0; i < others.size(); i++) {
            assertThat(stateOf(others.get(i))).isEqualTo("\"id-" + i + "\"");
        }
    }

    @Test
    void shouldSendAgainWhatDidNotFitIntoACall() {
        reads.read(PARTITION, PARTITIONS, id("first"));
        CompletableFuture<PartitionRead> a = reads.read(PARTITION, PARTITIONS, id("a"));
        CompletableFuture<PartitionRead> b = reads.read(PARTITION, PARTITIONS, id("b"));
        sent.get(0).answer(10);
        CompletableFuture<PartitionRead> c = reads.read(PARTITION, PARTITIONS, id("c"));

        sent.get(1).answer(11, 1);
        sent.get(2).answer(12, 0);
        sent.get(3).answer(13);
        sent.get(4).answer(14);

        assertThat(sent.stream().map(call -> call.ids().toString()))
                .containsExactly("[first]", "[a, b]", "[b, c]", "[b]", "[c]");
        assertThat(stateOf(a)).isEqualTo("\"a\"");
        assertThat(stateOf(b)).isEqualTo("\"b\"");
        assertThat(stateOf(c)).isEqualTo("\"c\"");
    }

    @Test
    void shouldTellEveryReadOfAFailureAndGoOnAfterIt() {
        CompletableFuture<PartitionRead> a = reads.read(PARTITION, PARTITIONS, id("a"));
        CompletableFuture<PartitionRead> b = reads.read(PARTITION, PARTITIONS, id("b"));

        sent.get(0).answer.completeExceptionally(new IllegalStateException("gone"));
        sent.get(1).answer.completeExceptionally(new IllegalStateException("still gone"));
        CompletableFuture<PartitionRead> c = reads.read(PARTITION, PARTITIONS, id("c"));
        sent.get(2).answer(12);

        assertThat(a).isCompletedExceptionally();
        assertThat(b).isCompletedExceptionally();
        assertThat(stateOf(c)).isEqualTo("\"c\"");
    }

    @Test
    void shouldGoOnAfterACallThatCouldNotEvenBeMade() {
        List<EntityId> asked = new ArrayList<>();
        GatheredReads unconnected = new GatheredReads((key, partitions, ids, bytes) -> {
            asked.addAll(ids);
            throw new IllegalStateException("not connected");
        });

        CompletableFuture<PartitionRead> a = unconnected.read(PARTITION, PARTITIONS, id("a"));
        CompletableFuture<PartitionRead> b = unconnected.read(PARTITION, PARTITIONS, id("b"));

        assertThat(a).isCompletedExceptionally();
        assertThat(b).isCompletedExceptionally();
        assertThat(asked).containsExactly(id("a"), id("b"));
    }

    @Test
    void shouldTellEveryReadOfAColdPartition() {
        CompletableFuture<PartitionRead> a = reads.read(PARTITION, PARTITIONS, id("a"));
        CompletableFuture<PartitionRead> b = reads.read(PARTITION, PARTITIONS, id("b"));

        sent.get(0).answer.complete(new PartitionRead.Cold());
        sent.get(1).answer.complete(new PartitionRead.Cold());

        assertThat(a.join()).isInstanceOf(PartitionRead.Cold.class);
        assertThat(b.join()).isInstanceOf(PartitionRead.Cold.class);
    }

    private static EntityId id(String value) {
        return new EntityId(value);
    }

    private static String stateOf(CompletableFuture<PartitionRead> read) {
        Served served = (Served) read.join();
        assertThat(served.entities()).hasSize(1);
        StoredEntity.Present present = (StoredEntity.Present) served.entities().get(0);
        return new String(present.snapshot().state(), StandardCharsets.UTF_8);
    }
}
