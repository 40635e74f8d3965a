package io.lastword.consumer.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.EntityId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final EntityId A = new EntityId("a");
    private static final EntityId B = new EntityId("b");
    private static final Entry AT_7 = Entry.snapshot(7, "state".getBytes(UTF_8));
    private static final Place BY_ID = new Place("id", 1);
    private static final Place IDLE = new Place("status", 2);
    private static final Place DRIVING = new Place("status", 3);
    private static final Entry INDEXED = Entry.snapshot(7, "state".getBytes(UTF_8), List.of(BY_ID, IDLE));
    private static final Entry UNREADABLE_AT_7 = Entry.unreadable(7);

    @Test
    void shouldFindNothingWhereBothSidesSayTheSame() {
        Comparison comparison = Comparison.of(
                Map.of(A, AT_7, B, UNREADABLE_AT_7), holding(Map.of(A, AT_7), Map.of(B, UNREADABLE_AT_7)));

        assertThat(comparison.mismatches()).isEmpty();
        assertThat(comparison.checked()).isEqualTo(2);
    }

    @Test
    void shouldCallAGhostWhatOnlyTheStoreHas() {
        Comparison snapshot = Comparison.of(Map.of(B, AT_7), holding(Map.of(A, AT_7, B, AT_7), Map.of()));
        Comparison unreadable = Comparison.of(Map.of(), holding(Map.of(), Map.of(A, UNREADABLE_AT_7)));

        assertThat(snapshot.mismatches()).containsExactly(Mismatch.ghost(A, AT_7));
        assertThat(snapshot.checked()).isEqualTo(2);
        assertThat(unreadable.mismatches()).containsExactly(Mismatch.ghost(A, UNREADABLE_AT_7));
    }

    @Test
    void shouldCallMissingWhatOnlyTheLogHas() {
        Comparison comparison = Comparison.of(Map.of(A, AT_7, B, UNREADABLE_AT_7), holding(Map.of(A, AT_7), Map.of()));

        assertThat(comparison.mismatches()).containsExactly(Mismatch.missing(B, UNREADABLE_AT_7));
        assertThat(comparison.checked()).isEqualTo(2);
    }

    @Test
    void shouldCallStaleWhatIsStoredWithAnotherRevision() {
        Entry before = Entry.snapshot(6, "state".getBytes(UTF_8));
        Entry after = Entry.snapshot(8, "state".getBytes(UTF_8));

        assertThat(only(Map.of(A, AT_7), holding(Map.of(A, before), Map.of())))
                .extracting(Mismatch::fault, Mismatch::storedRevision, Mismatch::logRevision)
                .containsExactly(Fault.STALE, 6L, 7L);
        assertThat(only(Map.of(A, AT_7), holding(Map.of(A, after), Map.of())).fault())
                .isEqualTo(Fault.STALE);
        assertThat(only(Map.of(A, UNREADABLE_AT_7), holding(Map.of(), Map.of(A, Entry.unreadable(6))))
                        .fault())
                .isEqualTo(Fault.STALE);
    }

    @Test
    void shouldCallStaleWhatIsStoredWithOtherBytesAtTheSameRevision() {
        Entry altered = Entry.snapshot(7, "State".getBytes(UTF_8));

        Mismatch mismatch = only(Map.of(A, AT_7), holding(Map.of(A, altered), Map.of()));

        assertThat(mismatch.fault()).isEqualTo(Fault.STALE);
        assertThat(mismatch.detail()).contains("other content");
    }

    @Test
    void shouldCallStaleWhatIsStoredAsAnotherKind() {
        Mismatch readable = only(Map.of(A, UNREADABLE_AT_7), holding(Map.of(A, AT_7), Map.of()));
        Mismatch unreadable = only(Map.of(A, AT_7), holding(Map.of(), Map.of(A, UNREADABLE_AT_7)));

        assertThat(readable.detail()).isEqualTo("stored as a snapshot, and the log has it as unreadable");
        assertThat(unreadable.detail()).isEqualTo("stored as unreadable, and the log has it as a snapshot");
    }

    @Test
    void shouldCallStaleWhatIsStoredTwice() {
        Mismatch mismatch = only(Map.of(A, AT_7), holding(Map.of(A, AT_7), Map.of(A, UNREADABLE_AT_7)));

        assertThat(mismatch.fault()).isEqualTo(Fault.STALE);
        assertThat(mismatch.detail()).contains("both as a snapshot and as unreadable");
    }

    @Test
    void shouldFindNothingWhereTheIndexesHaveTheEntriesOfTheLog() {
        Comparison comparison = Comparison.of(Map.of(A, INDEXED), indexed(Map.of(A, List.of(BY_ID, IDLE))));

        assertThat(comparison.mismatches()).isEmpty();
        assertThat(comparison.checked()).isEqualTo(1);
    }

    @Test
    void shouldCallAGhostTheEntryOfAnEntityThatTheLogHasNot() {
        Comparison comparison =
                Comparison.of(Map.of(A, INDEXED), indexed(Map.of(A, List.of(BY_ID, IDLE), B, List.of(IDLE))));

        assertThat(comparison.mismatches()).containsExactly(Mismatch.ghostEntry(B, IDLE, null));
        assertThat(comparison.checked()).as("entities").isEqualTo(1);
    }

    @Test
    void shouldCallAGhostAnEntryWithAnotherValueAndMissingTheOneWithTheRightOne() {
        Comparison comparison = Comparison.of(Map.of(A, INDEXED), indexed(Map.of(A, List.of(BY_ID, DRIVING))));

        assertThat(comparison.mismatches())
                .containsExactlyInAnyOrder(
                        Mismatch.ghostEntry(A, DRIVING, INDEXED), Mismatch.missingEntry(A, IDLE, INDEXED));
    }

    @Test
    void shouldCallAGhostASecondEntryOfAnEntity() {
        Comparison comparison = Comparison.of(Map.of(A, INDEXED), indexed(Map.of(A, List.of(BY_ID, DRIVING, IDLE))));

        assertThat(comparison.mismatches()).containsExactly(Mismatch.ghostEntry(A, DRIVING, INDEXED));
    }

    @Test
    void shouldCallAGhostAnEntryOfAnUnreadableEntity() {
        Comparison comparison = Comparison.of(
                Map.of(A, UNREADABLE_AT_7),
                new Holdings(Map.of(), Map.of(A, UNREADABLE_AT_7), Map.of(A, List.of(BY_ID))));

        assertThat(comparison.mismatches()).containsExactly(Mismatch.ghostEntry(A, BY_ID, UNREADABLE_AT_7));
    }

    private static Holdings indexed(Map<EntityId, List<Place>> places) {
        return new Holdings(Map.of(A, AT_7), Map.of(), places);
    }

    private static Holdings holding(Map<EntityId, Entry> snapshots, Map<EntityId, Entry> unreadable) {
        return new Holdings(snapshots, unreadable, Map.of());
    }

    private static Mismatch only(Map<EntityId, Entry> log, Holdings store) {
        Comparison comparison = Comparison.of(log, store);
        assertThat(comparison.mismatches()).hasSize(1);
        assertThat(comparison.checked()).isEqualTo(1);
        return comparison.mismatches().get(0);
    }
}
