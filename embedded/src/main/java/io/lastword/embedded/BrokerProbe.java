package io.lastword.embedded;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Asks a broker whether it is there. */
public final class BrokerProbe {

    private BrokerProbe() {}

    /**
     * Returns when the broker has answered an admin request.
     *
     * @throws EmbeddedServerException if it has not within the timeout
     */
    public static void awaitAnswer(String bootstrapServers, Duration timeout) {
        String millis = Long.toString(timeout.toMillis());
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "default.api.timeout.ms",
                millis,
                "request.timeout.ms",
                "5000",
                "reconnect.backoff.max.ms",
                "200");
        try (Admin admin = Admin.create(config)) {
            admin.describeCluster().nodes().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new EmbeddedServerException(
                    "the broker at %s did not answer within %d s".formatted(bootstrapServers, timeout.toSeconds()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while waiting for the broker at " + bootstrapServers, e);
        }
    }
}
