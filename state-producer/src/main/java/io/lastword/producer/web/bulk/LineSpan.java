package io.lastword.producer.web.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of some lines, without the details: counts, and the numbers of the rejected ones. For one thread. */
final class LineSpan {

    /** So many are listed at most. */
    static final int MAX_RANGES = 1_000;

    private long from = Long.MAX_VALUE;
    private long to;
    private long accepted;
    private long rejected;
    private long unknown;
    private long notWritten;
    private final List<long[]> ranges = new ArrayList<>();

    /**
     * A span as a line of the result stream.
     *
     * @param lines the first and the last line that it is about, such as {@code 17-4711}
     * @param rejectedLines ranges such as {@code 120-340}; absent if there are more than {@value #MAX_RANGES}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(
            String kind,
            String lines,
            long accepted,
            long rejected,
            long unknown,
            long notWritten,
            @Nullable List<String> rejectedLines) {}

    void accepted(long line) {
        stretch(line, line);
        accepted++;
    }

    void rejected(long line) {
        stretch(line, line);
        rejected++;
        list(line, line);
    }

    void unknown(long line) {
        stretch(line, line);
        unknown++;
    }

    void notWritten(long line) {
        stretch(line, line);
        notWritten++;
    }

    /** Takes in what another span knows of later results. */
    void add(LineSpan later) {
        stretch(later.from, later.to);
        accepted += later.accepted;
        rejected += later.rejected;
        unknown += later.unknown;
        notWritten += later.notWritten;
        later.ranges.forEach(range -> list(range[0], range[1]));
    }

    Summary summary() {
        return new Summary(
                "summarised",
                text(new long[] {from, to}),
                accepted,
                rejected,
                unknown,
                notWritten,
                ranges.size() > MAX_RANGES
                        ? null
                        : ranges.stream().map(LineSpan::text).toList());
    }

    private void stretch(long first, long last) {
        from = Math.min(from, first);
        to = Math.max(to, last);
    }

    /** Notes one range beyond the limit, by which the limit is known to be passed. */
    private void list(long first, long last) {
        long[] end = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (end != null && end[1] + 1 == first && ranges.size() <= MAX_RANGES) {
            end[1] = last;
        } else if (ranges.size() <= MAX_RANGES) {
            ranges.add(new long[] {first, last});
        }
    }

    private static String text(long[] range) {
        return range[0] == range[1] ? Long.toString(range[0]) : range[0] + "-" + range[1];
    }
}
