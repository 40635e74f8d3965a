package io.lastword.consumer.admin;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.model.CatalogEntry;
import io.lastword.model.EntityTypes;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Rebuilds on an operator's wish. */
@RestController
class RebuildController {

    private final EntityTypes types;
    private final SnapshotStore store;

    RebuildController(EntityTypes types, SnapshotStore store) {
        this.types = types;
        this.store = store;
    }

    /** @param partitions those that will be rebuilt */
    record Requested(String type, List<Integer> partitions) {}

    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping(path = "/v1/types/{type}/rebuild", produces = MediaType.APPLICATION_JSON_VALUE)
    Requested rebuild(@PathVariable String type, @RequestParam(required = false) @Nullable String partition) {
        String name = TypeRequest.type(types, type).name();
        Integer wanted = TypeRequest.partition(partition);
        CatalogEntry log = store.published(name);
        if (log == null) {
            throw new ProblemException(
                            ProblemType.NOT_READY,
                            "nothing is known yet of the log of '" + name
                                    + "', and nothing is built from it; retry when" + " a consumer has found its topic")
                    .with("reason", "store-empty")
                    .retryAfter(Duration.ofSeconds(1));
        }
        List<Integer> partitions = wanted == null
                ? IntStream.range(0, log.partitions()).boxed().toList()
                : List.of(TypeRequest.inRange(name, wanted, log.partitions()));
        partitions.forEach(number -> store.requestRebuild(name, number));
        return new Requested(name, partitions);
    }
}
