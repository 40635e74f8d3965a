package io.lastword.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds the metrics of a running service against docs/metrics.md: names, types and labels, in both directions. */
public final class MetricsPage {

    private static final Pattern ROW = Pattern.compile("\\| `(lastword_\\w+)` \\| (\\w+) \\|([^|]*)\\| (.*) \\|");
    private static final Pattern TYPE = Pattern.compile("# TYPE (lastword_\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(lastword_\\w+)\\{([^}]*)} .*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

    /** What a row says that is not always there. */
    private static final String SOMETIMES = "only while";

    private MetricsPage() {}

    /**
     * What the page and the service do not agree on.
     *
     * @param service its heading on the page
     * @param scrape what the service answers to Prometheus
     */
    public static Set<String> disagreements(String service, String scrape) {
        Set<String> documented = new TreeSet<>();
        Set<String> sometimes = new TreeSet<>();
        section(service).lines().map(ROW::matcher).filter(Matcher::matches).forEach(row -> {
            String metric = row.group(1) + " " + row.group(2) + " "
                    + row.group(3).replace("`", "").strip();
            documented.add(metric.strip());
            if (row.group(4).contains(SOMETIMES)) {
                sometimes.add(metric.strip());
            }
        });
        Set<String> served = served(scrape);
        Set<String> disagreements = new TreeSet<>();
        documented.stream()
                .filter(metric -> !served.contains(metric) && !sometimes.contains(metric))
                .forEach(metric -> disagreements.add("not served: " + metric));
        served.stream()
                .filter(metric -> !documented.contains(metric))
                .forEach(metric -> disagreements.add("not documented: " + metric));
        return disagreements;
    }

    private static Set<String> served(String scrape) {
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        scrape.lines().forEach(line -> {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            }
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                Matcher label = LABEL.matcher(sample.group(2));
                while (label.find()) {
                    labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>())
                            .add(label.group(1));
                }
            }
        });
        Set<String> served = new TreeSet<>();
        types.forEach((name, type) ->
                served.add((name + " " + type + " " + String.join(", ", labels.getOrDefault(name, Set.of()))).strip()));
        return served;
    }

    private static String section(String service) {
        try {
            String page = Files.readString(Path.of("../docs/metrics.md"));
            int from = page.indexOf("## " + service + "\n");
            int to = page.indexOf("\n## ", from + 1);
            return page.substring(from, to < 0 ? page.length() : to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
