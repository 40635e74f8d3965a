package io.lastword.model.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldDefinitionTest {

    private static final StateLimits LIMITS = new StateLimits(524_288, 100);
    private static final IndexDefinition STATUS = new IndexDefinition("status", Kind.STRING, List.of("/status"));
    private static final IndexDefinition ODD = new IndexDefinition("odd", Kind.NUMBER, List.of("/a;b,c:d=%/ü"));
    private static final IndexDefinition PLACE = new IndexDefinition("place", Kind.GEO, List.of("/lat", "/lon"));

    @Test
    void shouldKeepItsText() {
        FoldDefinition definition = new FoldDefinition(LIMITS, new IndexSet(true, List.of(STATUS, PLACE)));

        assertThat(definition.text())
                .isEqualTo("layout=4;buckets=64;by-id=true;indexes=place:geo:%2Flat:%2Flon,status:string:%2Fstatus"
                        + ";max-state-bytes=524288;max-state-depth=100;accept-envelopes=false;reading=2");
    }

    @Test
    void shouldHaveATextOfItsOwnForEverythingThatDecidesTheFold() {
        assertThat(Set.of(
                        new FoldDefinition(LIMITS, IndexSet.BY_ID).text(),
                        new FoldDefinition(new StateLimits(524_289, 100), IndexSet.BY_ID).text(),
                        new FoldDefinition(new StateLimits(524_288, 101), IndexSet.BY_ID).text(),
                        new FoldDefinition(new StateLimits(524_288, 100, true), IndexSet.BY_ID).text(),
                        new FoldDefinition(LIMITS, new IndexSet(false, List.of())).text(),
                        new FoldDefinition(LIMITS, new IndexSet(true, List.of(STATUS))).text(),
                        new FoldDefinition(LIMITS, new IndexSet(true, List.of(ODD))).text()))
                .hasSize(7);
    }

    @Test
    void shouldBeReadBack() {
        FoldDefinition definition = new FoldDefinition(LIMITS, new IndexSet(false, List.of(STATUS, ODD, PLACE)));

        assertThat(FoldDefinition.parse(definition.text())).contains(definition);
        FoldDefinition plain = new FoldDefinition(new StateLimits(524_288, 100, true), IndexSet.BY_ID);
        assertThat(FoldDefinition.parse(plain.text())).contains(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c878471941c8",
                "layout=2;buckets=64;max-state-bytes=524288;max-state-depth=100",
                "layout=2;buckets=64;by-id=true;indexes=;max-state-bytes=524288;max-state-depth=100",
                "layout=4;buckets=64;by-id=true;indexes=;max-state-bytes=524288;max-state-depth=100",
                "layout=4;buckets=64;by-id=true;indexes=;max-state-bytes=524288;max-state-depth=100;accept-envelopes=false;reading=1",
                "layout=4;buckets=63;by-id=true;indexes=;max-state-bytes=524288;max-state-depth=100;accept-envelopes=false;reading=2",
                "layout=4;buckets=64;by-id=true;indexes=x;max-state-bytes=524288;max-state-depth=100;accept-envelopes=false;reading=2",
                "layout=4;buckets=64;by-id=true;indexes=x:string;max-state-bytes=524288;max-state-depth=100;accept-envelopes=false;reading=2",
                "layout=4;buckets=64;by-id=true;indexes=x:colour:%2Fx;max-state-bytes=524288;max-state-depth=100;accept-envelopes=false;reading=2",
                "layout=4;buckets=64;by-id=true;indexes=x:string:%2fx;max-state-bytes=524288;max-state-depth=100;accept-envelopes=false;reading=2",
                "layout=4;buckets=64;by-id=true;indexes=;max-state-bytes=524288;max-state-depth=100;accept-envelopes=false;reading=2;more"
            })
    void shouldNotClaimToFoldWithADefinitionOfAnotherVersion(String definition) {
        assertThat(FoldDefinition.parse(definition)).isEmpty();
    }
}
