package io.lastword.producer.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Events;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.json.StateReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadsTest {

    private static final long ENTITIES = 1_000;
    private static final long CHANGES = 50_000;

    @ParameterizedTest
    @EnumSource
    void shouldLeaveTheSameFinalStatesOnEveryRun(WorkloadKind kind) {
        assertThat(Replay.finalStates(kind, 7, ENTITIES, CHANGES))
                .hasSizeGreaterThan(500)
                .isEqualTo(Replay.finalStates(kind, 7, ENTITIES, CHANGES));
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveOtherStatesOfTheSameEntitiesForAnotherSeed(WorkloadKind kind) {
        var states = Replay.finalStates(kind, 7, ENTITIES, CHANGES);
        var others = Replay.finalStates(kind, 8, ENTITIES, CHANGES);

        assertThat(states.keySet().stream().filter(others::containsKey).count()).isGreaterThan(500);
        assertThat(states.keySet().stream()
                        .filter(id -> states.get(id).equals(others.get(id)))
                        .count())
                .isLessThan(20);
    }

    /** A change of what a seed makes is a change of what others have written down; these digests show one. */
    @ParameterizedTest
    @CsvSource({
        "DEVICES, 171b573b664ade2ba0aad73344e9a84d48277017fda2d0f182ba163fc9e1aea5",
        "DRIVERS, 5cd71e77972fd0795667915402440672d865258a3ab5223c3f3aa4fc042c669c"
    })
    void shouldMakeWhatItHasAlwaysMade(WorkloadKind kind, String digest) {
        assertThat(Replay.digest(kind, 42, ENTITIES, CHANGES)).isEqualTo(digest);
    }

    @ParameterizedTest
    @EnumSource
    void shouldMakeOnlyWhatCouldBeWrittenOverHttp(WorkloadKind kind) {
        StateReader reader = new StateReader(new StateLimits(1_000, 5));

        Replay.changes(kind.create(3, ENTITIES), CHANGES, change -> {
            assertThat(EntityId.writable(change.id().value())).isEqualTo(change.id());
            assertThat(Events.isWellFormed(change.event())).isTrue();
            if (change instanceof Change.Upsert upsert) {
                assertThat(reader.findFlaw(upsert.state())).isNull();
            }
        });
    }
}
