package io.lastword.quickstart;

import io.lastword.consumer.StateConsumerApplication;
import io.lastword.producer.StateProducerApplication;
import io.lastword.query.StateQueryApiApplication;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the services as three contexts of this process. Each call returns when its service answers requests. */
record Services(Ports ports, String types) {

    ConfigurableApplicationContext startProducer() {
        return start(StateProducerApplication.application(), Port.PRODUCER);
    }

    ConfigurableApplicationContext startConsumer() {
        return start(StateConsumerApplication.application(), Port.CONSUMER);
    }

    ConfigurableApplicationContext startQueryApi() {
        return start(StateQueryApiApplication.application(), Port.QUERY);
    }

    private ConfigurableApplicationContext start(SpringApplicationBuilder service, Port port) {
        return service.bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                // The order of stopping is the quickstart's.
                .registerShutdownHook(false)
                .run(
                        "--server.port=" + ports.of(port),
                        "--server.address=127.0.0.1",
                        "--spring.kafka.bootstrap-servers=127.0.0.1:" + ports.of(Port.KAFKA),
                        "--spring.data.redis.url=redis://127.0.0.1:" + ports.of(Port.REDIS),
                        "--spring.lifecycle.timeout-per-shutdown-phase=2s",
                        // The page of the query API, by each name of this machine.
                        "--lastword.cors.allowed-origins=http://localhost:" + ports.of(Port.QUERY)
                                + ",http://127.0.0.1:" + ports.of(Port.QUERY),
                        "--lastword.page.producer-url=http://localhost:" + ports.of(Port.PRODUCER),
                        "--lastword.page.consumer-url=http://localhost:" + ports.of(Port.CONSUMER),
                        "--lastword.page.operate=true",
                        "--LASTWORD_TYPES=" + types);
    }
}
