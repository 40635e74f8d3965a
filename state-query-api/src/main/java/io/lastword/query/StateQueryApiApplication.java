package io.lastword.query;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The state query API as a process, or as a part of one. */
@SpringBootApplication
public class StateQueryApiApplication {

    /** The service, ready to run; its configuration file has a name of its own, so that it can share a class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(StateQueryApiApplication.class)
                .properties("spring.config.name=state-query-api");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
