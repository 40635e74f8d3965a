package io.lastword.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexedValuesTest {

    private static final byte[] LONGEST = new byte[2 * IndexValue.Text.MAX_BYTES + 2];

    @Test
    void shouldRoundTripValuesOfEveryLength() {
        Arrays.fill(LONGEST, (byte) 9);
        IndexedValues values = IndexedValues.of(Arrays.asList(new byte[] {1}, null, LONGEST, null));

        IndexedValues again = IndexedValues.decode(values.encode());

        assertThat(again).isEqualTo(values);
        assertThat(again.values(4)).containsExactly(new byte[] {1}, null, LONGEST, null);
    }

    @Test
    void shouldTakeNoBytesForAnEntityThatIsInNoIndex() {
        IndexedValues none = IndexedValues.of(Arrays.asList(null, null));

        assertThat(none).isEqualTo(IndexedValues.NONE).isEqualTo(IndexedValues.of(List.of()));
        assertThat(none.encode()).isEmpty();
        assertThat(none.values(2)).containsExactly(null, null);
    }
}
