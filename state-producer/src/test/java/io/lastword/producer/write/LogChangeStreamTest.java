package io.lastword.producer.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import io.lastword.producer.append.ReadyLog;
import io.lastword.producer.schema.StateSchemas;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LogChangeStreamTest {

    private static final EntityTypes TYPES = EntityTypes.of(Map.of("device", TypeSettings.defaults()));
    private static final WriteRules RULES = new WriteRules(TYPES, StateSchemas.NONE, WriteLimits.NONE);
    private static final Duration SOON = Duration.ofMillis(5);

    private final ReadyLog ready = new ReadyLog(TYPES);
    private final InFlightBudget budget = new InFlightBudget(3, 1_000_000, Duration.ofSeconds(60));
    private final ChangeStream stream = new ChangeStreams(TYPES, RULES, ready.log(), budget).open("device");

    @Test
    void shouldWaitForRoomWhileTheLogIsSlow() {
        CompletableFuture<Boolean> fourth =
                CompletableFuture.supplyAsync(() -> send("a") && send("b") && send("c") && send("d"));
        Awaitility.await()
                .during(Duration.ofMillis(200))
                .until(() -> ready.producer().history().size() == 3);
        assertThat(fourth).isNotDone();
        assertThat(stream.progress().inFlight()).isEqualTo(3);

        ready.producer().completeNext();

        assertThat(fourth.join()).isTrue();
        assertThat(ready.producer().history()).hasSize(4);
        assertThat(stream.progress().accepted()).isEqualTo(1);
    }

    @Test
    void shouldCoverEverythingAcceptedWithItsToken() {
        send("a");
        send("b");
        send("c");
        decideAll();

        stream.finish(Duration.ofSeconds(10));

        SortedMap<Integer, Long> ends = new TreeMap<>();
        for (ProducerRecord<byte[], byte[]> sent : ready.producer().history()) {
            ends.merge(sent.partition(), 1L, Long::sum);
        }
        assertThat(stream.progress().accepted()).isEqualTo(3);
        assertThat(stream.progress().failure()).isNull();
        Token token = Token.decode(String.valueOf(stream.progress().token()));
        assertThat(token.positions()).isEqualTo(ends);
        assertThat(token.caughtUpAt()).isEqualTo(ReadyLog.NOW);
        assertThat(budget.isIdle()).isTrue();
    }

    @Test
    void shouldTellTheUnknownFromTheRejectedAndTakeNoMore() {
        send("a");
        send("b");
        // What fails on the sender's own thread was never taken on.
        CompletableFuture.runAsync(() -> {
                    ready.producer().errorNext(new TimeoutException("10000 ms has passed"));
                    ready.producer().errorNext(new RecordTooLargeException("big"));
                })
                .join();

        assertThat(send("c")).isFalse();

        ChangeStream.Progress progress = stream.progress();
        assertThat(progress.unknown()).isEqualTo(1);
        assertThat(progress.rejected()).isEqualTo(1);
        assertThat(progress.failure()).contains("did not acknowledge");
        assertThat(progress.token()).isNull();
        assertThat(ready.producer().history()).hasSize(2);
        assertThat(budget.isIdle()).isTrue();
    }

    @Test
    void shouldSayWhyTheLogTookNothing() {
        ready.lost();

        assertThat(send("a")).isFalse();

        assertThat(stream.progress().rejected()).isEqualTo(1);
        assertThat(stream.progress().failure()).contains("cannot be reached");
        assertThatThrownBy(() -> new ChangeStreams(TYPES, RULES, ready.log(), budget).open("device"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("nothing was written");
    }

    @Test
    void shouldCountWhatIsNeverDecidedAsUnknownOnce() {
        send("a");

        stream.finish(SOON);
        ready.producer().completeNext();

        assertThat(stream.progress().unknown()).isEqualTo(1);
        assertThat(stream.progress().accepted()).isZero();
        assertThat(stream.progress().inFlight()).isZero();
        assertThat(stream.progress().failure()).contains("has not decided");
        assertThat(budget.isIdle()).isTrue();
    }

    @Test
    void shouldEndWhenTheTopicIsRecreated() {
        ready.recreated("BBBBBBBBBBBBBBBBBBBBBB");
        send("a");
        decideAll();

        assertThat(send("b")).isFalse();
        assertThat(stream.progress().failure()).contains("deleted and created again");
    }

    @Test
    void shouldEndWhenThereIsNoRoomInTime() {
        ChangeStream impatient =
                new ChangeStreams(TYPES, RULES, ready.log(), new InFlightBudget(1, 1_000_000, SOON)).open("device");
        impatient.send(upsert("a", "{}"));

        assertThat(impatient.send(upsert("b", "{}"))).isFalse();

        assertThat(impatient.progress().failure()).contains("too slow");
        assertThat(impatient.progress().rejected()).isEqualTo(1);
        assertThat(impatient.progress().inFlight()).isEqualTo(1);
    }

    @Test
    void shouldNotSendAStateThatTheTypeCannotHave() {
        assertThat(stream.send(upsert("a", "[]"))).isFalse();

        assertThat(stream.progress().failure()).contains("'device' cannot have such changes", "array");
        assertThat(ready.producer().history()).isEmpty();
    }

    private boolean send(String id) {
        return stream.send(upsert(id, "{}"));
    }

    private void decideAll() {
        while (ready.producer().completeNext()) {
            // The next one.
        }
    }

    private static Change upsert(String id, String state) {
        return new Change.Upsert(new EntityId(id), "updated", state.getBytes(UTF_8));
    }
}
