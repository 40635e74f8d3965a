package io.lastword.consumer;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The state consumer as a program. */
@SpringBootApplication
public class StateConsumerApplication {

    /** The application, configured by {@code state-consumer.yml}; not yet started. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(StateConsumerApplication.class)
                .properties("spring.config.name=state-consumer");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
