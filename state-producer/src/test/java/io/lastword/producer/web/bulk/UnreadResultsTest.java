package io.lastword.producer.web.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class UnreadResultsTest {

    private static final int LINE_BYTES = 100;
    private static final Duration FOREVER = Duration.ofDays(1);

    @Test
    void shouldHandOutWhatWasAddedInOrder() throws Exception {
        UnreadResults results = results(1_000, FOREVER);
        results.add(1, LineSpan::rejected, "one\n".getBytes(UTF_8));
        results.add(2, LineSpan::accepted, "two\n".getBytes(UTF_8));

        assertThat(take(results)).isEqualTo("one\ntwo\n");
        assertThat(results.isEmpty()).isTrue();
        assertThat(results.bytes()).isZero();
    }

    @Test
    void shouldLetItsMakerWaitWhileNothingIsTaken() throws Exception {
        UnreadResults results = results(2 * LINE_BYTES, FOREVER);
        addLines(results, 3);

        CompletableFuture<Void> maker = CompletableFuture.runAsync(() -> awaitRoom(results));
        Awaitility.await().until(results::isPaused);
        assertThat(maker).isNotDone();
        take(results);

        maker.join();
        assertThat(results.isPaused()).isFalse();
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void shouldSummariseWhatNobodyTakes() throws Exception {
        UnreadResults results = results(LINE_BYTES, Duration.ofMillis(10));

        for (int round = 0; round < 3; round++) {
            addLines(results, 2);
            awaitRoom(results);
            assertThat(results.bytes()).isZero();
        }

        results.add(7, LineSpan::accepted, "later\n".getBytes(UTF_8));
        assertThat(take(results)).isEqualTo("1-2: 6");
        assertThat(take(results)).isEqualTo("later\n");
    }

    @Test
    void shouldKeepDetailsThatAreTakenBeforeTheEnd() throws Exception {
        UnreadResults results = results(LINE_BYTES, FOREVER);
        addLines(results, 1);

        CompletableFuture<Void> maker = CompletableFuture.runAsync(() -> settle(results));
        Awaitility.await().until(results::isPaused);
        assertThat(take(results)).hasSize(LINE_BYTES);

        maker.join();
        results.close();
        results.add(2, LineSpan::accepted, "too late".getBytes(UTF_8));
        assertThat(results.isEmpty()).isTrue();
        assertThat(results.take(System.nanoTime())).isNull();
    }

    @Test
    void shouldFailItsMakerWhenTheClientIsGone() {
        UnreadResults results = results(LINE_BYTES, FOREVER);
        addLines(results, 2);
        CompletableFuture<Void> maker = CompletableFuture.runAsync(() -> awaitRoom(results));
        Awaitility.await().until(results::isPaused);

        results.fail(new IOException("gone"));

        assertThatThrownBy(maker::join)
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("java.io.IOException: gone");
        assertThat(results.bytes()).isZero();
    }

    private static UnreadResults results(long maxBytes, Duration patience) {
        return new UnreadResults(
                maxBytes,
                patience,
                span -> (span.summary().lines() + ": " + span.summary().rejected()).getBytes(UTF_8));
    }

    private static void addLines(UnreadResults results, int count) {
        for (int line = 1; line <= count; line++) {
            results.add(line, LineSpan::rejected, new byte[LINE_BYTES]);
        }
    }

    private static String take(UnreadResults results) throws InterruptedException {
        byte[] taken = results.take(System.nanoTime());
        assertThat(taken).isNotNull();
        return new String(taken, UTF_8);
    }

    private static void awaitRoom(UnreadResults results) {
        try {
            results.awaitRoom();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static void settle(UnreadResults results) {
        try {
            results.settle();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
