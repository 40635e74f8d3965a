package io.lastword.kit.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns();
    private final List<CompletableFuture<Integer>> calls = new CopyOnWriteArrayList<>();

    @Test
    void shouldMakeTheNextCallWhenTheOneBeforeHasEnded() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(turns.take(this::call));
        }
        assertThat(calls).hasSize(1);

        calls.get(0).complete(7);
        await().until(() -> calls.size() == 2);
        calls.get(1).completeExceptionally(new IllegalStateException("gone"));
        await().until(() -> calls.size() == 3);
        calls.get(2).complete(9);

        assertThat(answers.get(0)).isCompletedWithValue(7);
        assertThat(answers.get(1)).isCompletedExceptionally();
        assertThat(answers.get(2)).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(9);
    }

    @Test
    void shouldOutliveManyCallsThatFailAtOnce() {
        turns.take(this::call);
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 50_000)
                .mapToObj(i -> turns.<Integer>take(() -> {
                    throw new IllegalStateException("gone");
                }))
                .toList();

        calls.get(0).complete(1);

        assertThat(answers.get(answers.size() - 1)).failsWithin(Duration.ofSeconds(20));
        assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(turns.take(() -> CompletableFuture.completedFuture(5))).succeedsWithin(Duration.ofSeconds(5));
    }

    private CompletableFuture<Integer> call() {
        CompletableFuture<Integer> call = new CompletableFuture<>();
        calls.add(call);
        return call;
    }
}
