package io.lastword.producer.topics;

import io.lastword.model.types.EntityTypes;
import io.lastword.producer.append.LogStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provisions the topics and then, every second, looks whether they are still the same ones. All of it happens on one
 * daemon thread, from {@link #start()} to {@link #close()}.
 */
public final class LogWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final TopicProvisioner provisioner;
    private final TopicAdmin admin;
    private final LogStatus status;
    private final Duration startWait;
    private final Consumer<TopicRefusedException> onLateRefusal;
    private final CompletableFuture<Void> start = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "log-watch");

    /**
     * @param schemas compares and records the types' schemas
     * @param startWait how long {@link #start()} waits for a broker
     * @param onLateRefusal told, on the watch's thread, of a topic that is refused after {@link #start()} has returned
     *     and before the topics were ever found fit; the watch then ends
     */
    public LogWatch(
            Supplier<Admin> adminFactory,
            EntityTypes types,
            LogStatus status,
            SchemaRegister schemas,
            Duration startWait,
            Consumer<TopicRefusedException> onLateRefusal) {
        this.admin = new TopicAdmin(adminFactory);
        this.provisioner = new TopicProvisioner(admin, types, status, schemas);
        this.status = status;
        this.startWait = startWait;
        this.onLateRefusal = onLateRefusal;
        thread.setDaemon(true);
    }

    /**
     * Returns when the topics are provisioned, or without them if no broker answers in time; the watch goes on trying.
     *
     * @throws TopicRefusedException if an existing topic cannot hold state; the watch has ended
     */
    public void start() {
        thread.start();
        try {
            awaitStart();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TopicRefusedException refusal ? refusal : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(STOP_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStart() throws ExecutionException, InterruptedException {
        try {
            start.get(startWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (start.complete(null)) {
                LOG.error(
                        "Starting without the log, writes are refused until it answers: {}",
                        status.trouble().orElse("no answer yet"));
            }
            start.get();
        }
    }

    private void run() {
        try (admin) {
            boolean provisioned = false;
            do {
                provisioned = look(provisioned);
            } while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TopicRefusedException e) {
            status.lost(String.valueOf(e.getMessage()));
            if (!start.completeExceptionally(e)) {
                onLateRefusal.accept(e);
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted, as close() does");
        }
    }

    private boolean look(boolean provisioned) throws InterruptedException {
        try {
            if (provisioned) {
                provisioner.refresh();
            } else if (provisioner.provision()) {
                LOG.info("The topics are ready: {}", status.topics());
                start.complete(null);
            } else {
                return false;
            }
            return true;
        } catch (LogUnavailableException e) {
            lost(String.valueOf(e.getMessage()));
            return provisioned;
        } catch (TopicRefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("Looking at the topics failed; trying again", e);
            lost("looking at the topics failed: " + e);
            return provisioned;
        }
    }

    private void lost(String message) {
        String reason = "the log cannot be reached: " + message;
        if (!status.trouble().equals(Optional.of(reason))) {
            LOG.warn("{}; trying again every second", reason);
        }
        status.lost(reason);
    }
}
