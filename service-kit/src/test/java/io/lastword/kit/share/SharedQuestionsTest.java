package io.lastword.kit.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class SharedQuestionsTest {

    private final List<CompletableFuture<String>> sent = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final SharedQuestions<String, String> questions = new SharedQuestions<>(this::send, Duration.ofMinutes(1));

    @Test
    void shouldSendAQuestionThatIsNotUnderWayAtOnce() {
        CompletableFuture<String> one = questions.ask("end of a");
        CompletableFuture<String> other = questions.ask("end of b");

        assertThat(asked).containsExactly("end of a", "end of b");
        sent.get(1).complete("7");
        assertThat(other).isCompletedWithValue("7");
        assertThat(one).isNotDone();
    }

    @Test
    void shouldAnswerAllWhoAskMeanwhileByTheNextQuestionAndNotByTheOneUnderWay() {
        CompletableFuture<String> first = questions.ask("end");
        CompletableFuture<String> second = questions.ask("end");
        CompletableFuture<String> third = questions.ask("end");
        assertThat(sent).hasSize(1);

        sent.get(0).complete("before");

        assertThat(first).isCompletedWithValue("before");
        assertThat(second).isNotDone();
        assertThat(sent).hasSize(2);
        sent.get(1).complete("after");
        assertThat(second).isCompletedWithValue("after");
        assertThat(third).isCompletedWithValue("after");
    }

    @Test
    void shouldSendAnewOnceNothingIsUnderWay() {
        questions.ask("end");
        sent.get(0).complete("before");

        assertThat(questions.ask("end")).isNotDone();
        assertThat(sent).hasSize(2);
    }

    @Test
    void shouldTellThoseOfAFailedQuestionAndAskOnForTheOthers() {
        CompletableFuture<String> first = questions.ask("end");
        CompletableFuture<String> second = questions.ask("end");

        sent.get(0).completeExceptionally(new IllegalStateException("no broker"));

        assertThatThrownBy(first::get).hasRootCauseMessage("no broker");
        sent.get(1).complete("after");
        assertThat(second).isCompletedWithValue("after");
    }

    @Test
    void shouldTellOfAQuestionThatCouldNotBeSent() {
        SharedQuestions<String, String> unsendable = new SharedQuestions<>(
                question -> {
                    throw new IllegalStateException("no client");
                },
                Duration.ofMinutes(1));

        assertThatThrownBy(unsendable.ask("end")::get).hasRootCauseMessage("no client");
        assertThatThrownBy(unsendable.ask("end")::get).hasRootCauseMessage("no client");
    }

    @Test
    void shouldNotLetAQuestionWithoutAnAnswerHoldTheNextOneBack() {
        SharedQuestions<String, String> impatient = new SharedQuestions<>(this::send, Duration.ofMillis(1));
        CompletableFuture<String> first = impatient.ask("end");

        assertThatThrownBy(first::get).hasCauseInstanceOf(TimeoutException.class);
        impatient.ask("end");
        assertThat(sent).hasSize(2);
    }

    private CompletableFuture<String> send(String question) {
        asked.add(question);
        sent.add(new CompletableFuture<>());
        return sent.get(sent.size() - 1);
    }

    @Test
    void shouldPauseBeforeItSendsTheSameAgain() {
        SharedQuestions<String, String> paused =
                new SharedQuestions<>(this::send, Duration.ofMinutes(1), question -> Duration.ofMillis(200));
        long begun = System.nanoTime();
        paused.ask("end");
        sent.get(0).complete("before");

        CompletableFuture<String> next = paused.ask("end");
        CompletableFuture<String> another = paused.ask("end");
        paused.ask("other");

        assertThat(asked).containsExactly("end", "other");
        await().until(() -> sent.size() == 3);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        sent.get(2).complete("after");
        assertThat(next).isCompletedWithValue("after");
        assertThat(another).isCompletedWithValue("after");
    }
}
