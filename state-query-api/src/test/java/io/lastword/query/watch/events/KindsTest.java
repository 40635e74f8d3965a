package io.lastword.query.watch.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.index.IndexDefinition;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.IndexSettings;
import io.lastword.model.types.TypeSettings;
import io.lastword.query.filter.Filter;
import io.lastword.query.watch.events.WatchEvent.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KindsTest {

    private static final EntityType DEVICE = EntityTypes.of(Map.of(
                    "device",
                    new TypeSettings(
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            Map.of("on", new IndexSettings(IndexDefinition.Kind.NUMBER, null, null, null)),
                            null,
                            null,
                            null,
                            null)))
            .find("device")
            .orElseThrow();

    private final Kinds filtered = new Kinds(Filter.of(DEVICE, null, List.of("on:1")));

    @Test
    void shouldTellEverythingWhereNothingIsFiltered() {
        Kinds all = new Kinds(null);

        assertThat(all.of(Words.state("a", 1, "{}"))).isEqualTo(Kind.CHANGE);
        assertThat(all.of(Words.tombstone("a", 2))).isEqualTo(Kind.DELETED);
        assertThat(all.of(Words.tombstone("a", 3))).isEqualTo(Kind.DELETED);
        assertThat(all.of(Words.unreadable("a", 4))).isEqualTo(Kind.UNREADABLE);
    }

    @Test
    void shouldTellThatAnEntityHasLeftOnceUntilItComesBack() {
        assertThat(filtered.of(Words.state("a", 1, "{\"on\":1}"))).isEqualTo(Kind.CHANGE);
        assertThat(filtered.of(Words.state("a", 2, "{}"))).isEqualTo(Kind.LEFT);
        assertThat(filtered.of(Words.state("a", 3, "{}"))).isNull();
        assertThat(filtered.of(Words.tombstone("a", 4))).isNull();
        assertThat(filtered.of(Words.state("a", 5, "{\"on\":1}"))).isEqualTo(Kind.CHANGE);
        assertThat(filtered.of(Words.tombstone("a", 6))).isEqualTo(Kind.DELETED);
    }

    @Test
    void shouldTellThatAnEntityHasLeftWhichAResumedWatcherMayHold() {
        assertThat(filtered.of(Words.state("never-seen", 1, "{}"))).isEqualTo(Kind.LEFT);
    }

    @Test
    void shouldNotTellOfAnEntityWhoseIdNeverFits() {
        Kinds vans = new Kinds(Filter.of(DEVICE, "van-", List.of()));

        assertThat(vans.of(Words.state("van-1", 1, "{}"))).isEqualTo(Kind.CHANGE);
        assertThat(vans.of(Words.tombstone("van-1", 2))).isEqualTo(Kind.DELETED);
        assertThat(vans.of(Words.state("bike-1", 3, "{}"))).isNull();
        assertThat(vans.of(Words.unreadable("bike-1", 4))).isNull();
        assertThat(vans.of(Words.tombstone("bike-1", 5))).isNull();
    }

    @Test
    void shouldTellThatAnEntityHasLeftAfterItCouldNotBeRead() {
        assertThat(filtered.of(Words.unreadable("a", 1))).isEqualTo(Kind.UNREADABLE);
        assertThat(filtered.of(Words.state("a", 2, "{}"))).isEqualTo(Kind.LEFT);
    }
}
