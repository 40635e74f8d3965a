package io.lastword.consumer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A clock that is wrong costs nothing once it is set right. */
@AnyServer
class ClockFaultsIT {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SKEW = Duration.ofSeconds(5);

    @Test
    void shouldGoOnWhenItsClockIsSetBack() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            SettableClock clock = new SettableClock(DAY);
            Writer writer = scene.writer();
            writer.upserts("id-", 100, 1);
            scene.startWith(clock);
            Picture before = scene.awaitFolded().get(0);
            awaitCaughtUpAfter(scene, Instant.now().plus(DAY).minus(SKEW));

            clock.setAhead(Duration.ZERO);
            Instant setBack = Instant.now();

            awaitCaughtUpAfter(scene, setBack);
            awaitNoTimeOfTheFuture(scene);
            writer.upserts("id-", 50, 2);
            assertThat(scene.awaitFolded()).extracting(Picture::generation).containsExactly(before.generation());
        }
    }

    @Test
    void shouldReplaceTimesOfTheFutureThatAreStored() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            scene.writer().upserts("id-", 100, 1);
            Picture before;
            try (ConfigurableApplicationContext wrong = scene.startWith(new SettableClock(DAY))) {
                before = scene.awaitFolded().get(0);
                awaitCaughtUpAfter(scene, Instant.now().plus(DAY).minus(SKEW));
            }

            scene.start();

            awaitNoTimeOfTheFuture(scene);
            assertThat(scene.awaitFolded()).extracting(Picture::generation).containsExactly(before.generation());
        }
    }

    private static void awaitCaughtUpAfter(Scene scene, Instant time) {
        Scene.await("caught-up-at to be after " + time)
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(10))
                .until(() -> caughtUpAt(scene).isAfter(time));
    }

    private static void awaitNoTimeOfTheFuture(Scene scene) {
        Scene.await("caught-up-at to be of the past")
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(10))
                .until(() -> caughtUpAt(scene).isBefore(Instant.now().plus(SKEW)));
    }

    private static Instant caughtUpAt(Scene scene) {
        return requireNonNull(requireNonNull(scene.picture(0)).caughtUpAt());
    }
}
