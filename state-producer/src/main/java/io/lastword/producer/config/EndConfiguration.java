package io.lastword.producer.config;

import io.lastword.producer.simulation.SimulationState;
import io.lastword.producer.simulation.Simulations;
import io.lastword.producer.write.ServiceEnd;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the service ends: first it takes no more writes, then no more requests. */
@Configuration(proxyBeanMethods = false)
class EndConfiguration {

    @Bean
    ServiceEnd serviceEnd() {
        return new ServiceEnd();
    }

    @Bean
    EndOfWrites endOfWrites(ServiceEnd end, Simulations simulations) {
        return new EndOfWrites(end, simulations);
    }

    /** The first thing that stops, while connections are still accepted: who comes now is told so. */
    static final class EndOfWrites implements SmartLifecycle {

        private static final Logger LOG = LoggerFactory.getLogger(EndOfWrites.class);

        /** Below Spring's default for each phase of an end, which is half a minute. */
        private static final Duration PATIENCE = Duration.ofSeconds(25);

        /** For those who look at a simulation every second or so, to see how it ended. */
        private static final Duration LAST_LOOK = Duration.ofSeconds(2);

        private final ServiceEnd end;
        private final Simulations simulations;
        private volatile boolean running;

        EndOfWrites(ServiceEnd end, Simulations simulations) {
            this.end = end;
            this.simulations = simulations;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            end.begin();
            boolean simulating =
                    simulations.reports().stream().anyMatch(each -> each.state() == SimulationState.RUNNING);
            simulations.close();
            try {
                if (simulating) {
                    TimeUnit.NANOSECONDS.sleep(LAST_LOOK.toNanos());
                }
                if (!end.awaitAll(PATIENCE)) {
                    LOG.warn("Some writes had not come to their end after {}", PATIENCE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Does not hold up what stops after it for longer than it was given. */
        @Override
        public void stop(Runnable callback) {
            Thread thread = new Thread(
                    () -> {
                        stop();
                        callback.run();
                    },
                    "end-of-writes");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE + 1;
        }
    }
}
