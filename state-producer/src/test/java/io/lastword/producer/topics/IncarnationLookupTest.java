package io.lastword.producer.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IncarnationLookupTest {

    private static final EntityType DEVICE = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
            .find("device")
            .orElseThrow();
    private static final Incarnation FIRST = new Incarnation("AAAAAAAAAAAAAAAAAAAAAA");
    private static final Incarnation SECOND = new Incarnation("BBBBBBBBBBBBBBBBBBBBBB");

    private final List<CompletableFuture<Incarnation>> sent = new ArrayList<>();
    private final IncarnationLookup lookup = new IncarnationLookup(this::send, () -> {});

    @Test
    void shouldAnswerNobodyByAQuestionSentBefore() {
        CompletableFuture<Incarnation> early = lookup.apply(DEVICE);
        CompletableFuture<Incarnation> late = lookup.apply(DEVICE);

        sent.get(0).complete(FIRST);
        assertThat(early).isCompletedWithValue(FIRST);
        assertThat(late).isNotDone();
        sent.get(1).complete(SECOND);

        assertThat(late).isCompletedWithValue(SECOND);
    }

    @Test
    void shouldShareTheNextQuestion() {
        lookup.apply(DEVICE);
        CompletableFuture<Incarnation> one = lookup.apply(DEVICE);
        CompletableFuture<Incarnation> other = lookup.apply(DEVICE);

        sent.get(0).complete(FIRST);
        sent.get(1).complete(FIRST);

        assertThat(one).isCompletedWithValue(FIRST);
        assertThat(other).isCompletedWithValue(FIRST);
        assertThat(sent).hasSize(2);
    }

    @Test
    void shouldGoOnAfterAQuestionThatFailed() {
        CompletableFuture<Incarnation> failed = lookup.apply(DEVICE);
        CompletableFuture<Incarnation> waiting = lookup.apply(DEVICE);

        sent.get(0).completeExceptionally(new IllegalStateException("no answer"));
        sent.get(1).complete(FIRST);

        assertThat(failed).isCompletedExceptionally();
        assertThat(waiting).isCompletedWithValue(FIRST);
    }

    private CompletableFuture<Incarnation> send(String topic) {
        CompletableFuture<Incarnation> answer = new CompletableFuture<>();
        sent.add(answer);
        return answer;
    }
}
