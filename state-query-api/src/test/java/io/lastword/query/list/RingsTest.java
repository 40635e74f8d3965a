package io.lastword.query.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexValue;
import io.lastword.query.filter.ByteRange;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rings down to where they are as narrow as the smallest cells, and narrower. */
class RingsTest {

    private static final IndexDefinition PLACE =
            new IndexDefinition("place", Kind.GEO, List.of("/latitude", "/longitude"));

    @ParameterizedTest
    @CsvSource({"-45, 100, 0", "-45, 100, 1e-8", "52.5, 13.3, 0", "0, 180, 0", "90, 0, 1e-7"})
    void shouldCoverNoCellTwiceHoweverNarrowTheRings(double latitude, double longitude, double from) {
        Order.Nearest near = new Order.Nearest(PLACE, new IndexValue.Place(latitude, longitude), 10_000);
        List<Double> reaches = Rings.reaches(from, near.radius() / Earth.RADIUS_METRES);
        for (int refinement = 0; refinement <= 3; refinement++) {
            List<ByteRange> cells = Rings.around(near, from, reaches).rings().stream()
                    .flatMap(ring -> ring.cells().stream())
                    .sorted(Comparator.comparing(ByteRange::from, Arrays::compareUnsigned))
                    .toList();

            for (int i = 1; i < cells.size(); i++) {
                assertThat(Arrays.compareUnsigned(
                                cells.get(i - 1).to(), cells.get(i).from()))
                        .as("end of range %s against the next one, refinement %s", i - 1, refinement)
                        .isLessThanOrEqualTo(0);
            }
            reaches = Rings.refined(reaches, from, Earth.chord(from));
        }
    }
}
