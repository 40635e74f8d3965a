package io.lastword.consumer.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepLaneTest {

    private static final String GENERATION = "generation";
    private static final RuntimeException TRY_AGAIN = new RedisCommandExecutionException("TRYAGAIN Multiple keys");

    private final StepLane lane = new StepLane(Duration.ofSeconds(10));

    @Test
    void shouldNotWaitForTheStepBefore() {
        Calls second = new Calls(true);

        CompletableFuture<Boolean> first = lane.send(GENERATION, new Calls()::call);
        CompletableFuture<Boolean> result = lane.send(GENERATION, second::call);

        assertThat(first).isNotDone();
        assertThat(result).isCompletedWithValue(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRYAGAIN Multiple keys", "CLUSTERDOWN Hash slot not served", "MOVED 1 a:1", "ASK 1 a:1"})
    void shouldRepeatAStepThatIsRefusedForAMoment(String refusal) throws Exception {
        RuntimeException refused = new RedisCommandExecutionException(refusal);
        Calls calls = new Calls(refused, refused, true);

        CompletableFuture<Boolean> result = lane.send(GENERATION, calls::call);

        assertThat(result.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(calls.made).hasSize(3);
    }

    @Test
    void shouldNotRepeatAStepThatMayHaveHappened() {
        Calls calls = new Calls(new RedisCommandExecutionException("ERR Error running script"), true);

        CompletableFuture<Boolean> result = lane.send(GENERATION, calls::call);

        assertThat(result).isCompletedExceptionally();
        assertThat(calls.made).hasSize(1);
    }

    @Test
    void shouldGiveARefusedStepUpInTheEnd() {
        CompletableFuture<Boolean> result = new StepLane(Duration.ZERO).send(GENERATION, new Calls(TRY_AGAIN)::call);

        assertThat(result).isCompletedExceptionally();
    }

    @Test
    void shouldSendAStepAgainThatOvertookTheOneBefore() throws Exception {
        Calls first = new Calls();
        Calls second = new Calls(false, true);

        lane.send(GENERATION, first::call);
        CompletableFuture<Boolean> result = lane.send(GENERATION, second::call);
        assertThat(second.made).hasSize(1);
        first.made.get(0).complete(true);

        assertThat(result.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.made).hasSize(2);
    }

    @Test
    void shouldKeepTheOrderOfStepsThatAreAllRefused() throws Exception {
        List<String> applied = new ArrayList<>();
        List<CompletableFuture<Boolean>> results = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            Calls calls = new Calls(TRY_AGAIN, TRY_AGAIN, true);
            results.add(lane.send(GENERATION, () -> {
                CompletableFuture<Boolean> call = calls.call();
                if (!call.isCompletedExceptionally()) {
                    applied.add(name);
                }
                return call;
            }));
        }

        for (CompletableFuture<Boolean> result : results) {
            assertThat(result.get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(applied).containsExactly("a", "b", "c");
    }

    @Test
    void shouldKeepTheOrderOfEachGenerationByItself() throws Exception {
        Calls first = new Calls();
        Calls second = new Calls(false, true);
        Calls build = new Calls(TRY_AGAIN, true);
        lane.send(GENERATION, first::call);

        CompletableFuture<Boolean> built = lane.send("built beside it", build::call);
        CompletableFuture<Boolean> result = lane.send(GENERATION, second::call);

        assertThat(built.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(result).isNotDone();
        first.end(true);
        assertThat(result).isCompletedWithValue(true);
        assertThat(second.made).hasSize(2);
    }

    @Test
    void shouldNotSendAStepAgainBehindOneThatWasFencedOrLost() {
        for (Object outcome : List.of(false, new IllegalStateException("connection lost"))) {
            Calls first = new Calls();
            Calls second = new Calls(false, true);
            lane.send(GENERATION, first::call);

            CompletableFuture<Boolean> result = lane.send(GENERATION, second::call);
            first.end(outcome);

            assertThat(result).isCompletedWithValue(false);
            assertThat(second.made).hasSize(1);
        }
    }

    @Test
    void shouldBelieveAFenceWhereNothingWasUnderWay() {
        Calls calls = new Calls(false, true);
        lane.send(GENERATION, new Calls(true)::call);

        CompletableFuture<Boolean> result = lane.send(GENERATION, calls::call);

        assertThat(result).isCompletedWithValue(false);
        assertThat(calls.made).hasSize(1);
    }

    /** Answers given one after the other; a call without one is under way until it is ended. */
    private static final class Calls {

        private final Deque<Object> answers;
        private final List<CompletableFuture<Boolean>> made = new ArrayList<>();

        Calls(Object... answers) {
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        CompletableFuture<Boolean> call() {
            made.add(new CompletableFuture<>());
            Object answer = answers.poll();
            if (answer != null) {
                end(answer);
            }
            return made.get(made.size() - 1);
        }

        void end(Object answer) {
            CompletableFuture<Boolean> last = made.get(made.size() - 1);
            if (answer instanceof Throwable failure) {
                last.completeExceptionally(failure);
            } else {
                last.complete((Boolean) answer);
            }
        }
    }
}
