package io.lastword.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IndexValueTest {

    private final Random random = new Random(20261124);

    @Test
    void shouldSortNumbersByTheirExactValue() {
        List<BigDecimal> numbers = new ArrayList<>();
        for (String number : List.of(
                "0",
                "-0",
                "1",
                "1.0",
                "10",
                "9",
                "99",
                "100",
                "-1",
                "-10",
                "-9.99",
                "0.001",
                "9007199254740992",
                "9007199254740993",
                "1E+30000",
                "1E-30000",
                "-1E+30000",
                "12",
                "120",
                "1.2")) {
            numbers.add(new BigDecimal(number));
        }
        for (int i = 0; i < 2_000; i++) {
            numbers.add(new BigDecimal(new BigInteger(1 + random.nextInt(120), random), random.nextInt(60) - 30)
                    .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1)));
        }
        assertThatBytesSortLikeValues(numbers, Comparator.naturalOrder(), IndexValue.Number::new);
        for (BigDecimal number : numbers) {
            assertThat(decoded(IndexDefinition.Kind.NUMBER, new IndexValue.Number(number)))
                    .isEqualTo(new IndexValue.Number(number));
        }
    }

    @Test
    void shouldSortStringsByCodePoint() {
        List<String> strings =
                new ArrayList<>(List.of("", "\0", "a", "a\0", "a\0b", "ab", "b", "\uFFFD", "\uD83D\uDE00"));
        for (int i = 0; i < 1_000; i++) {
            strings.add(random.ints(random.nextInt(6), 0, 4)
                    .mapToObj(c -> List.of("\0", "\u0001", "a", "\u00FF").get(c))
                    .reduce("", String::concat));
        }
        Comparator<String> byCodePoint = (a, b) ->
                Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
        assertThatBytesSortLikeValues(strings, byCodePoint, IndexValue.Text::new);
        for (String string : strings) {
            assertThat(decoded(IndexDefinition.Kind.STRING, new IndexValue.Text(string)))
                    .isEqualTo(new IndexValue.Text(string));
        }
    }

    @Test
    void shouldSortInstantsAndFlags() {
        List<Instant> instants = List.of(
                Instant.MIN, Instant.EPOCH.minusNanos(1), Instant.EPOCH, Instant.EPOCH.plusNanos(1), Instant.MAX);
        assertThatBytesSortLikeValues(instants, Comparator.naturalOrder(), IndexValue.Moment::new);
        assertThatBytesSortLikeValues(List.of(true, false), Comparator.naturalOrder(), IndexValue.Flag::new);
        assertThat(decoded(IndexDefinition.Kind.INSTANT, new IndexValue.Moment(Instant.MIN)))
                .isEqualTo(new IndexValue.Moment(Instant.MIN));
        assertThat(decoded(IndexDefinition.Kind.BOOLEAN, new IndexValue.Flag(true)))
                .isEqualTo(new IndexValue.Flag(true));
    }

    @Test
    void shouldKeepTheExactDegreesOfAPlace() {
        IndexValue.Place pole = new IndexValue.Place(-90, 179.999_999_999_9);

        assertThat(decoded(IndexDefinition.Kind.GEO, pole)).isEqualTo(pole);
    }

    @Test
    void shouldFindTheEntityInAnEntry() {
        IndexEntry entry = new IndexEntry(new IndexValue.Text("x").encode(), new byte[300], 63);

        assertThat(IndexEntry.decode(entry.encode())).usingRecursiveComparison().isEqualTo(entry);
    }

    private static IndexValue decoded(IndexDefinition.Kind kind, IndexValue value) {
        byte[] code = value.encode();
        ByteBuffer followed = ByteBuffer.wrap(Arrays.copyOf(code, code.length + 3));
        IndexValue decoded = IndexValue.decode(kind, followed);
        assertThat(followed.remaining()).isEqualTo(3);
        return decoded;
    }

    private static <T> void assertThatBytesSortLikeValues(
            List<T> values, Comparator<? super T> order, java.util.function.Function<T, IndexValue> index) {
        for (T a : values) {
            byte[] codeOfA = index.apply(a).encode();
            for (T b : values) {
                byte[] codeOfB = index.apply(b).encode();
                int byBytes = Integer.signum(Arrays.compareUnsigned(codeOfA, codeOfB));
                assertThat(byBytes).as("%s and %s", a, b).isEqualTo(Integer.signum(order.compare(a, b)));
                boolean begins = codeOfA.length < codeOfB.length
                        && Arrays.equals(codeOfA, 0, codeOfA.length, codeOfB, 0, codeOfA.length);
                assertThat(begins).as("%s begins %s", a, b).isFalse();
            }
        }
    }
}
