package io.lastword.adversary;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;

/** What a service exports about itself now. */
final class Gauges {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Gauges() {}

    /** Values by name with labels, as Prometheus reads them. */
    static Map<String, Double> of(Target target) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + target.port() + "/actuator/prometheus"))
                .build();
        Map<String, Double> values = new TreeMap<>();
        try {
            for (String line :
                    CLIENT.send(request, BodyHandlers.ofString()).body().split("\n")) {
                int space = line.lastIndexOf(' ');
                if (space > 0 && !line.startsWith("#")) {
                    values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return values;
    }

    /** The heap in use after the last collection that looked at all of it, in MB. */
    static double heapMegabytes(Target target) {
        return of(target).entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("jvm_memory_used_bytes{area=\"heap\""))
                        .mapToDouble(Map.Entry::getValue)
                        .sum()
                / (1 << 20);
    }
}
