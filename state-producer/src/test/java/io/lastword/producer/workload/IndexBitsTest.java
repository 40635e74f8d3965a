package io.lastword.producer.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IndexBitsTest {

    @Test
    void shouldHoldWhatASetWouldHold() {
        Random random = new Random(5);
        IndexBits bits = new IndexBits(300_000);
        Set<Integer> set = new HashSet<>();

        for (int i = 0; i < 500_000; i++) {
            int index = random.nextInt(300_000);
            if (random.nextInt(3) == 0) {
                bits.remove(index);
                set.remove(index);
            } else {
                bits.add(index);
                set.add(index);
            }
        }

        for (int index = 0; index < 300_000; index++) {
            assertThat(bits.contains(index)).isEqualTo(set.contains(index));
        }
    }
}
