package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import io.lettuce.core.KillArgs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A Redis that takes no more connections, after it has lost those that it had. */
class CrowdedRedisIT {

    @Test
    void shouldGoOnWhereItWasOnceRedisTakesConnectionsAgain() {
        try (RedisServers redis = Backends.newRedis(false);
                Scene scene = new Scene(Backends.broker(), redis, 2)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 1_000, 1);
            ConfigurableApplicationContext consumer = scene.start();
            List<String> before =
                    scene.awaitFolded().stream().map(Picture::generation).toList();

            scene.redis().configSet("maxclients", "1");
            scene.redis().clientKill(KillArgs.Builder.typeNormal().skipme());
            writer.upserts("id-", 1_000, 2);
            Scene.await("the consumer to notice")
                    .until(() -> Scene.health(consumer).contains("\"status\":\"DOWN\""));
            scene.redis().configSet("maxclients", "100");

            assertThat(scene.awaitFolded()).extracting(Picture::generation).isEqualTo(before);
            Scene.await("health").until(() -> !Scene.health(consumer).contains("DOWN"));
        }
    }
}
