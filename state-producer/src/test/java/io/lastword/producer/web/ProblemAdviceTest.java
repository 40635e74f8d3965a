package io.lastword.producer.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.InvalidIdException;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

class ProblemAdviceTest {

    private final ProblemAdvice advice = new ProblemAdvice();

    @Test
    void shouldRenderEverythingThatAProblemSays() {
        ResponseEntity<ProblemDetail> answer =
                advice.answer(new ProblemException(ProblemType.BULK_INTERRUPTED, "the log failed")
                        .with("accepted", 3)
                        .retryAfter(Duration.ofMillis(1200)));

        ProblemDetail body = Objects.requireNonNull(answer.getBody());
        assertThat(answer.getStatusCode().value()).isEqualTo(503).isEqualTo(body.getStatus());
        assertThat(answer.getHeaders().getFirst("Retry-After")).isEqualTo("2");
        assertThat(answer.getHeaders().getFirst("Content-Type")).isEqualTo("application/problem+json");
        assertThat(body.getType()).hasToString("urn:lastword:problem:bulk-interrupted");
        assertThat(body.getTitle()).isEqualTo("The log failed during the bulk write");
        assertThat(body.getDetail()).isEqualTo("the log failed");
        assertThat(body.getProperties()).containsEntry("accepted", 3);
    }

    @Test
    void shouldAnswerABadIdWithItsReason() {
        InvalidIdException bad = org.assertj.core.api.Assertions.catchThrowableOfType(
                InvalidIdException.class, () -> EntityId.fromPathSegment("a%2Fb"));

        ProblemDetail body = Objects.requireNonNull(advice.answer(bad).getBody());

        assertThat(body.getType()).hasToString(ProblemType.INVALID_ID.uri());
        assertThat(body.getDetail()).contains("'/' at index 1");
    }

    @Test
    void shouldNotTellInternalsOfTheUnexpected() {
        ProblemDetail body = Objects.requireNonNull(
                advice.answer(new IllegalStateException("secret")).getBody());

        assertThat(body.getStatus()).isEqualTo(500);
        assertThat(body.getDetail()).doesNotContain("secret");
    }
}
