package io.lastword.quickstart;

import io.lastword.consumer.StateConsumerApplication;
import java.time.Clock;
import org.springframework.context.support.GenericApplicationContext;

/** A state consumer with a {@link SteppedClock}, as a program. */
final class SteppedConsumer {

    private SteppedConsumer() {}

    public static void main(String[] args) {
        StateConsumerApplication.application()
                .initializers((GenericApplicationContext context) -> context.registerBean(
                        "steppedClock",
                        Clock.class,
                        SteppedClock::ofThisProcess,
                        definition -> definition.setPrimary(true)))
                .run(args);
    }
}
