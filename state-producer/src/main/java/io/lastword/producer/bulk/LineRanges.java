package io.lastword.producer.bulk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Line numbers in short form. */
final class LineRanges {

    private LineRanges() {}

    /** Ascending ranges such as {@code 120-340}, or {@code 7} for one line. */
    static List<String> of(Collection<Long> lines) {
        List<Long> sorted = lines.stream().sorted().distinct().toList();
        List<String> ranges = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            if (i == sorted.size() || sorted.get(i) != sorted.get(i - 1) + 1) {
                long from = sorted.get(first);
                long to = sorted.get(i - 1);
                ranges.add(from == to ? Long.toString(from) : from + "-" + to);
                first = i;
            }
        }
        return ranges;
    }
}
