package io.lastword.consumer.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.record.Partitioner;
import io.lastword.model.store.Layout;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SliceTest {

    private static final int PARTITIONS = 3;

    private static final List<byte[]> KEYS = IntStream.range(0, 2_000)
            .mapToObj(i -> ("key-" + i).getBytes(UTF_8))
            .toList();

    @Test
    void shouldHoldEveryKeyAndEveryBucketWhileItIsWhole() {
        assertThat(KEYS).allMatch(key -> Slice.WHOLE.holds(key, PARTITIONS));
        assertThat(Slice.WHOLE.buckets().toArray())
                .containsExactly(IntStream.range(0, Layout.BUCKETS).toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 7, 9})
    void shouldGiveEveryKeyToOneOfTheSlices(int splits) {
        List<Slice> slices = split(splits);

        assertThat(slices).hasSize(1 << splits);
        assertThat(KEYS)
                .allSatisfy(key -> assertThat(slices)
                        .filteredOn(slice -> slice.holds(key, PARTITIONS))
                        .hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 7, 9})
    void shouldFindEveryKeyOfASliceInOneOfItsBuckets(int splits) {
        for (Slice slice : split(splits)) {
            int[] buckets = slice.buckets().toArray();
            assertThat(KEYS)
                    .filteredOn(key -> slice.holds(key, PARTITIONS))
                    .allSatisfy(
                            key -> assertThat(buckets).contains(Partitioner.bucket(key, PARTITIONS, Layout.BUCKETS)));
        }
    }

    @Test
    void shouldReadEachBucketOnceAsLongAsBucketsAreNotSplit() {
        assertThat(split(4).stream().flatMapToInt(Slice::buckets).boxed())
                .hasSize(Layout.BUCKETS)
                .doesNotHaveDuplicates();
    }

    private static List<Slice> split(int times) {
        List<Slice> slices = List.of(Slice.WHOLE);
        for (int i = 0; i < times; i++) {
            slices = slices.stream().flatMap(slice -> halves(slice)).toList();
        }
        return slices;
    }

    private static Stream<Slice> halves(Slice slice) {
        assertThat(slice.isDivisible()).isTrue();
        return slice.halves().stream();
    }
}
