package io.lastword.consumer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.CuttableBrokers;
import io.lastword.test.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A broker that does not know that it leads no more, and a consumer that sees no other. */
@Faults
class IsolatedBrokerIT {

    @Test
    void shouldNotClaimToBeCurrentTogetherWithABrokerThatIsCutOff() {
        try (CuttableBrokers brokers = new CuttableBrokers(Map.of());
                Scene scene = new Scene(brokers, Backends.redis(), 1)) {
            scene.deleteTopic();
            scene.createTopicAgainOn(List.of(CuttableBrokers.CUTTABLE, 1, 2));
            scene.sendConsumersTo(brokers.bootstrapServersOfTheCut());
            Writer writer = scene.writer();
            writer.upserts("id-", 100, 1);
            scene.start();
            Picture before = scene.awaitFolded().get(0);
            Instant folded = Instant.now();
            Scene.await("caught-up-at to move on").until(() -> caughtUpAt(scene).isAfter(folded));

            brokers.cut();
            try {
                // Whoever asks may be sent to the broker that does not answer.
                Scene.await("another leader")
                        .ignoreExceptions()
                        .until(() -> scene.leader(0) != CuttableBrokers.CUTTABLE);
                Instant otherLeader = Instant.now();
                writer.delete("id-0");
                writer.flush();
                Scene.await("some heartbeats").pollDelay(Duration.ofSeconds(8)).until(() -> true);

                Picture meanwhile = requireNonNull(scene.picture(0));
                assertThat(meanwhile.entities()).containsKey("id-0");
                assertThat(meanwhile.caughtUpAt()).isBefore(otherLeader);
            } finally {
                brokers.heal();
            }
            assertThat(scene.awaitFolded()).extracting(Picture::generation).containsExactly(before.generation());
            Instant healed = Instant.now();
            Scene.await("caught-up-at to move on again")
                    .until(() -> caughtUpAt(scene).isAfter(healed));
        }
    }

    private static Instant caughtUpAt(Scene scene) {
        return requireNonNull(requireNonNull(scene.picture(0)).caughtUpAt());
    }
}
