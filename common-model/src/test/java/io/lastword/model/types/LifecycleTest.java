package io.lastword.model.types;

import static io.lastword.model.types.EventEffect.CHANGES;
import static io.lastword.model.types.EventEffect.CREATES;
import static io.lastword.model.types.EventEffect.ENDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    @Test
    void shouldAllowEverythingWhereNothingIsDeclared() {
        assertThat(Lifecycle.UNDECLARED.allowsUpsert("deregistered")).isTrue();
        assertThat(Lifecycle.UNDECLARED.allowsTombstone("registered")).isTrue();
        assertThat(Lifecycle.UNDECLARED.defaultOfUpsert()).contains("updated");
        assertThat(Lifecycle.UNDECLARED.defaultOfTombstone()).contains("deregistered");
    }

    @Test
    void shouldTellUpsertsFromTombstonesByWhatTheEventDoes() {
        Lifecycle lifecycle = new Lifecycle(Map.of("opened", CREATES, "filled", CHANGES, "closed", ENDS));

        assertThat(lifecycle.allowsUpsert("opened")).isTrue();
        assertThat(lifecycle.allowsUpsert("filled")).isTrue();
        assertThat(lifecycle.allowsUpsert("closed")).isFalse();
        assertThat(lifecycle.allowsTombstone("filled")).isFalse();
        assertThat(lifecycle.allowsTombstone("closed")).isTrue();
        assertThat(lifecycle.describe()).isEqualTo("closed (ends), filled (changes), opened (creates)");
    }

    @Test
    void shouldDefaultToTheUsualNamesWhereTheyFit() {
        Lifecycle lifecycle =
                new Lifecycle(Map.of("updated", CHANGES, "moved", CHANGES, "deregistered", ENDS, "scrapped", ENDS));

        assertThat(lifecycle.defaultOfUpsert()).contains("updated");
        assertThat(lifecycle.defaultOfTombstone()).contains("deregistered");
    }

    @Test
    void shouldNotDefaultToAUsualNameThatMeansSomethingElse() {
        Lifecycle lifecycle = new Lifecycle(Map.of("updated", ENDS, "deregistered", CHANGES));

        assertThat(lifecycle.defaultOfUpsert()).contains("deregistered");
        assertThat(lifecycle.defaultOfTombstone()).contains("updated");
    }

    @Test
    void shouldDefaultToTheOnlyEventThatFits() {
        Lifecycle changing = new Lifecycle(Map.of("opened", CREATES, "filled", CHANGES, "closed", ENDS));
        Lifecycle creating = new Lifecycle(Map.of("seen", CREATES));

        assertThat(changing.defaultOfUpsert()).contains("filled");
        assertThat(changing.defaultOfTombstone()).contains("closed");
        assertThat(creating.defaultOfUpsert()).contains("seen");
        assertThat(creating.defaultOfTombstone()).isEmpty();
    }

    @Test
    void shouldHaveNoDefaultWhereThereIsAChoice() {
        Lifecycle lifecycle = new Lifecycle(Map.of("on", CHANGES, "off", CHANGES, "sold", ENDS, "lost", ENDS));

        assertThat(lifecycle.defaultOfUpsert()).isEmpty();
        assertThat(lifecycle.defaultOfTombstone()).isEmpty();
    }
}
