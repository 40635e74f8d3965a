package io.lastword.producer.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import io.lastword.producer.append.Appended;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BulkProgressTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Incarnation INCARNATION = new Incarnation("AAAAAAAAAAAAAAAAAAAAAA");
    private static final EntityType DEVICE = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
            .find("device")
            .orElseThrow();

    private final BulkProgress progress = new BulkProgress(DEVICE, INCARNATION);

    @Test
    void shouldCoverTheLastChangeOfEachPartitionWithItsToken() {
        accept(1, 0, 10, NOW.plusSeconds(1));
        accept(2, 3, 7, NOW.plusSeconds(2));
        accept(3, 0, 11, NOW.plusSeconds(3));

        Token token = Token.decode(String.valueOf(progress.summary().token()));

        assertThat(token.positions()).isEqualTo(Map.of(0, 12L, 3, 8L));
        assertThat(token.caughtUpAt()).isEqualTo(NOW.plusSeconds(2));
        assertThat(token.incarnation()).isEqualTo(INCARNATION.shortForm());
    }

    @Test
    void shouldGiveNoTokenWhenNothingWasAccepted() {
        progress.rejected();

        assertThat(progress.summary().token()).isNull();
        assertThat(progress.summary().rejectedCount()).isEqualTo(1);
        assertThat(progress.interruption(null)).isNull();
    }

    @Test
    void shouldSayHowFarItHasCome() {
        progress.read(7);
        accept(1, 0, 10, NOW);
        progress.sent(5);
        progress.rejected();

        assertThat(progress.counts()).isEqualTo(new BulkCounts(7, 1, 1, 1));
    }

    @Test
    void shouldSayWhatBecameOfEachLineWhenTheLogFails() {
        accept(1, 0, 10, NOW);
        progress.sent(2);
        progress.sent(3);
        progress.sent(4);
        progress.unknown(2, new ProblemException(ProblemType.OUTCOME_UNKNOWN, "no acknowledgement"));
        progress.unknown(3, new ProblemException(ProblemType.OUTCOME_UNKNOWN, "no acknowledgement"));
        progress.notWritten(4, new ProblemException(ProblemType.LOG_UNAVAILABLE, "no log"));

        ProblemException problem = progress.interruption(5L);

        assertThat(progress.isGoingWell()).isFalse();
        assertThat(problem).isNotNull().hasMessageContaining("no acknowledgement");
        assertThat(problem.type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(problem.members())
                .containsEntry("accepted", 1L)
                .containsEntry("rejectedCount", 0L)
                .containsEntry("unknown", List.of("2-3"))
                .containsEntry("notWritten", List.of("4"))
                .containsEntry("notReadFrom", 5L)
                .containsKey("token");
    }

    @Test
    void shouldBeInterruptedWithoutUnknownLinesIfAllAreDecided() {
        progress.sent(1);
        progress.notWritten(1, new ProblemException(ProblemType.LOG_UNAVAILABLE, "no log"));

        ProblemException problem = progress.interruption(2L);

        assertThat(problem).isNotNull();
        assertThat(problem.type()).isEqualTo(ProblemType.BULK_INTERRUPTED);
        assertThat(problem.members()).doesNotContainKey("token");
    }

    @Test
    void shouldListALineThatCouldNotBeCheckedAsNotWritten() {
        progress.notChecked(1);

        assertThat(progress.members(2L))
                .containsEntry("notWritten", List.of("1"))
                .containsEntry("notReadFrom", 2L);
    }

    @Test
    void shouldCountWhatIsNeverDecidedAsUnknown() throws InterruptedException {
        progress.sent(1);

        assertThat(progress.awaitDecisions(Duration.ofMillis(5))).containsExactly(1L);

        ProblemException problem = progress.interruption(null);
        assertThat(problem).isNotNull();
        assertThat(problem.members()).containsEntry("unknown", List.of("1")).doesNotContainKey("notReadFrom");
    }

    @Test
    void shouldStopWhenTheTopicIsRecreatedMidway() {
        accept(1, 0, 10, NOW);
        progress.sent(2);
        progress.accepted(2, new Appended(new Incarnation("BBBBBBBBBBBBBBBBBBBBBB"), 0, 0, NOW));

        assertThat(progress.isGoingWell()).isFalse();
        assertThat(progress.interruption(3L)).isNotNull().hasMessageContaining("deleted and created again");
    }

    private void accept(long line, int partition, long revision, Instant sentAt) {
        progress.sent(line);
        progress.accepted(line, new Appended(INCARNATION, partition, revision, sentAt));
    }
}
