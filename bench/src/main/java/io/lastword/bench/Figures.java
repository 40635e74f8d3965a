package io.lastword.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** One measured quantity over several rounds. */
final class Figures {

    private final String name;
    private final List<Double> values = new ArrayList<>();

    Figures(String name) {
        this.name = name;
    }

    void add(double value) {
        values.add(value);
    }

    /** One line: minimum, median and maximum. */
    @Override
    public String toString() {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        double median = sorted.size() % 2 == 1
                ? sorted.get(sorted.size() / 2)
                : (sorted.get(sorted.size() / 2 - 1) + sorted.get(sorted.size() / 2)) / 2;
        return String.format(
                Locale.ROOT,
                "%-44s min %,12.2f  median %,12.2f  max %,12.2f  (%d rounds)",
                name,
                sorted.get(0),
                median,
                sorted.get(sorted.size() - 1),
                sorted.size());
    }
}
