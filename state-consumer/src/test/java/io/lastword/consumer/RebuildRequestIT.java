package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.plan.RebuildReason;
import io.lastword.model.store.Layout;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** How an operator's wish for a rebuild reaches the partitions' owners. */
@AnyServer
class RebuildRequestIT {

    @Test
    void shouldLeaveTheWishWithEachPartitionAskedFor() {
        // Nobody folds here, so that what was left stays to be seen.
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 3)) {
            scene.deleteTopic();
            AdminClient admin = AdminClient.of(scene.start());
            HttpResponse<String> unknown = admin.post("/v1/types/device/rebuild");
            scene.redis()
                    .hset(
                            scene.layout().catalog(),
                            Scene.TYPE.getBytes(UTF_8),
                            "p4fQ2kZ9QhOeUqX0c1mB3g 3".getBytes(UTF_8));

            HttpResponse<String> one = admin.post("/v1/types/device/rebuild?partition=1");
            String othersWish = due(scene, 0) + due(scene, 2);
            HttpResponse<String> all = admin.post("/v1/types/device/rebuild");

            assertThat(unknown.statusCode()).isEqualTo(503);
            assertThat(unknown.body()).contains("urn:lastword:problem:not-ready", "store-empty");
            assertThat(one.statusCode()).isEqualTo(202);
            assertThat(one.body()).isEqualTo("{\"type\":\"device\",\"partitions\":[1]}");
            assertThat(othersWish).isEqualTo("nullnull");
            assertThat(all.statusCode()).isEqualTo(202);
            assertThat(all.body()).isEqualTo("{\"type\":\"device\",\"partitions\":[0,1,2]}");
            assertThat(due(scene, 0)).isEqualTo(RebuildReason.REQUESTED.text());
            assertThat(due(scene, 1)).isEqualTo(RebuildReason.REQUESTED.text());
            assertThat(due(scene, 2)).isEqualTo(RebuildReason.REQUESTED.text());

            HttpResponse<String> nowhere = admin.post("/v1/types/device/rebuild?partition=3");
            assertThat(nowhere.statusCode()).isEqualTo(400);
            assertThat(nowhere.body()).contains("invalid-parameter", "partition='3'", "0 to 2");
            HttpResponse<String> nothing = admin.post("/v1/types/nothing/rebuild");
            assertThat(nothing.statusCode()).isEqualTo(404);
            assertThat(nothing.body()).contains("unknown-type");
        }
    }

    private static String due(Scene scene, int partition) {
        byte[] value = scene.redis()
                .hget(
                        scene.layout().partition(Scene.TYPE, partition),
                        Layout.PartitionFields.REBUILD_DUE.getBytes(UTF_8));
        return value == null ? "null" : new String(value, UTF_8);
    }
}
