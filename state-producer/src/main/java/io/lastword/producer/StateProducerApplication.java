package io.lastword.producer;

import io.lastword.producer.command.SimulateProcess;
import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;

/** The state producer as a process, or as a part of one. */
@SpringBootApplication
public class StateProducerApplication {

    /** The service, ready to run; its configuration file has a name of its own, so that it can share a class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(StateProducerApplication.class)
                .properties("spring.config.name=state-producer");
    }

    public static void main(String[] args) {
        if (SimulateProcess.isMeant(args)) {
            System.exit(SimulateProcess.run(application(), args));
        }
        application().listeners(new ProcessExit()).run(args);
    }

    /** Lets a service that stops itself end its process, which is its own only when started by {@link #main}. */
    private static final class ProcessExit implements ApplicationListener<ExitCodeEvent> {

        @Override
        public void onApplicationEvent(ExitCodeEvent event) {
            System.exit(event.getExitCode());
        }
    }
}
