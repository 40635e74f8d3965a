package io.lastword.query.currency;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnsweredPositionsTest {

    private static final PartitionKey PARTITION = new PartitionKey("device", 0);

    /** The log lost its end before the second and the fourth generation; the third was a rebuild that was asked for. */
    private static final Map<String, String> SINCE = Map.of("g1", "", "g2", "200", "g3", "200", "g4", "1000");

    private final AnsweredPositions answered = new AnsweredPositions((partition, generation) -> SINCE.get(generation));

    @Test
    void shouldRefuseToGoBack() {
        assertThat(admit("g1", 20)).isTrue();
        assertThat(admit("g1", 19)).isFalse();
        assertThat(admit("g1", 20)).isTrue();
    }

    @Test
    void shouldCountAnewWhereTheLogLostItsEnd() {
        admit("g1", 20);
        assertThat(admit("g2", 10)).isTrue();
        assertThat(admit("g2", 9)).isFalse();
    }

    @Test
    void shouldRefuseToGoBackWithAGenerationOfTheSameLog() {
        admit("g2", 10);
        assertThat(admit("g3", 9)).isFalse();
        assertThat(admit("g3", 10)).isTrue();
        assertThat(admit("g2", 9)).isFalse();
        assertThat(admit("g4", 5)).isTrue();
    }

    @Test
    void shouldRefuseToGoBackWithAStoreFromBeforeTheLogLostItsEnd() {
        admit("g1", 5);
        admit("g2", 10);
        assertThat(admit("g1", 9)).isFalse();
        assertThat(admit("g1", 10)).isTrue();
        assertThat(admit("g2", 9)).isFalse();
    }

    private boolean admit(String generation, long offset) {
        Incarnation log = new Incarnation("AbCdEfGh-_1234567890xy");
        return answered.admit(PARTITION, new Served(generation, log, 1, offset, offset, null, List.of()));
    }
}
