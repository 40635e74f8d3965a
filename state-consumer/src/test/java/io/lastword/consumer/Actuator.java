package io.lastword.consumer;

import io.lastword.test.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.springframework.context.ConfigurableApplicationContext;

/** What a consumer says about itself over HTTP. */
record Actuator(int port) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(60);

    static Actuator of(ServiceProcess consumer) {
        return new Actuator(Integer.parseInt(
                consumer.awaitOutput("started on port (\\d+)", STARTED_WITHIN).group(1)));
    }

    static Actuator of(ConfigurableApplicationContext consumer) {
        return new Actuator(consumer.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    /** Whether it shows a metric with these labels at all. */
    boolean shows(String nameAndLabels) {
        return get("/actuator/prometheus").lines().anyMatch(line -> line.startsWith(nameAndLabels + " "));
    }

    /** The value of a metric as Prometheus would scrape it, such as {@code lastword_fold_fenced_total{type="device"}}. */
    double metric(String nameAndLabels) {
        return get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length())))
                .findFirst()
                .orElse(0);
    }

    double rebuilds(String reason) {
        return metric("lastword_rebuilds_total{reason=\"%s\",type=\"%s\"}".formatted(reason, Scene.TYPE));
    }

    private String get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        try {
            return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
