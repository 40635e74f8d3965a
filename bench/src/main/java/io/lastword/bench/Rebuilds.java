package io.lastword.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Has every partition built anew, one rebuild after the other until it is closed: {@code -Dbench.rebuilding=true} puts that
 * beside another benchmark.
 */
final class Rebuilds implements AutoCloseable {

    /** {@code bench.build-rate} limits the builds; 0 does not. */
    static final String[] CONSUMER_ARGUMENTS = {
        "--lastword.consumer.build-rate=" + Integer.getInteger("bench.build-rate", 0)
    };

    private static final int AT_MOST_SECONDS = 600;

    private final Setup setup;
    private final Thread thread = new Thread(this::run, "rebuilds");
    private volatile boolean closed;
    private volatile @Nullable Exception failure;
    private int done;
    private double seconds;

    private Rebuilds(Setup setup) {
        this.setup = setup;
    }

    /** Begins to rebuild if that is asked for. */
    static Rebuilds wanted(Setup setup) {
        Rebuilds rebuilds = new Rebuilds(setup);
        if (Boolean.getBoolean("bench.rebuilding")) {
            rebuilds.thread.start();
        }
        return rebuilds;
    }

    /**
     * Rebuilds all partitions once.
     *
     * @param meanwhile called again and again
     * @return how long it took, in seconds
     */
    static double once(Setup setup, Runnable meanwhile) throws IOException, InterruptedException {
        long begun = System.currentTimeMillis();
        HttpResponse<String> accepted = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://localhost:" + Setup.CONSUMER_PORT + "/v1/types/device/rebuild"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        if (accepted.statusCode() != 202) {
            throw new IOException("the rebuild was not accepted: " + accepted.body());
        }
        while (IntStream.range(0, Setup.PARTITIONS)
                .anyMatch(partition -> setup.startOfServedBuild(partition) < begun)) {
            if (System.currentTimeMillis() > begun + TimeUnit.SECONDS.toMillis(AT_MOST_SECONDS)) {
                throw new IllegalStateException("the rebuild did not end in " + AT_MOST_SECONDS + " s");
            }
            meanwhile.run();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return (System.currentTimeMillis() - begun) / 1_000.0;
    }

    private void run() {
        try {
            while (!closed) {
                seconds += once(setup, () -> {});
                done++;
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the rebuild under way and tells how many there were. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
        if (failure != null) {
            throw new IllegalStateException("the rebuilds could not go on", failure);
        }
        if (done > 0) {
            System.out.printf("rebuilt meanwhile: all partitions %d times, %.1f s each%n", done, seconds / done);
        }
    }
}
