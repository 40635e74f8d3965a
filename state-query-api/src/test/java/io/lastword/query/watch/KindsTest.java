package io.lastword.query.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.query.watch.WatchEvent.Kind;
import org.junit.jupiter.api.Test;

class KindsTest {

    private final Kinds filtered = new Kinds(state -> new String(state, UTF_8).contains("on"));

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
    void shouldTellThatAnEntityHasLeftAfterItCouldNotBeRead() {
        assertThat(filtered.of(Words.unreadable("a", 1))).isEqualTo(Kind.UNREADABLE);
        assertThat(filtered.of(Words.state("a", 2, "{}"))).isEqualTo(Kind.LEFT);
    }
}
