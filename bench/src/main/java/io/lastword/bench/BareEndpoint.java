package io.lastword.bench;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The least that a lookup over HTTP can do on the same stack: one Redis GET per request. */
@SpringBootApplication
@RestController
class BareEndpoint {

    private final RedisClusterAsyncCommands<byte[], byte[]> redis;

    @SuppressWarnings("unchecked") // Lettuce hands out the byte-array connection that Spring Data shares.
    BareEndpoint(LettuceConnectionFactory connections) {
        redis = (RedisClusterAsyncCommands<byte[], byte[]>)
                Objects.requireNonNull(connections.getConnection().getNativeConnection());
    }

    @GetMapping(path = "/bare/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> get(@PathVariable String id) throws ExecutionException, InterruptedException {
        byte[] value =
                redis.get(("bare:" + id).getBytes(StandardCharsets.UTF_8)).get();
        return value == null ? ResponseEntity.notFound().build() : ResponseEntity.ok(value);
    }
}
