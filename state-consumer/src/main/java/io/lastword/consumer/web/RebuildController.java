package io.lastword.consumer.web;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.types.EntityTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
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
        List<Integer> partitions = partitions(name, partition);
        partitions.forEach(number -> store.requestRebuild(name, number));
        return new Requested(name, partitions);
    }

    /**
     * @param partitions those of which nothing that was requested is built any more
     * @param kept those that must be built anew whether or not somebody wants it
     */
    record Cancelled(String type, List<Integer> partitions, List<Kept> kept) {}

    /** @param reason of the build that goes on */
    record Kept(int partition, String reason) {}

    @DeleteMapping(path = "/v1/types/{type}/rebuild", produces = MediaType.APPLICATION_JSON_VALUE)
    Cancelled cancel(@PathVariable String type, @RequestParam(required = false) @Nullable String partition) {
        String name = TypeRequest.type(types, type).name();
        List<Integer> cancelled = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        for (Integer number : partitions(name, partition)) {
            String need = store.cancelRebuild(name, number);
            if (need == null) {
                cancelled.add(number);
            } else if (partition == null) {
                kept.add(new Kept(number, need));
            } else {
                throw new ProblemException(
                                ProblemType.REBUILD_NEEDED,
                                "partition " + name + "/" + number + " must be built anew (" + need
                                        + "), or it would not be served truly; only a requested rebuild can be cancelled")
                        .with("partition", number)
                        .with("reason", need);
            }
        }
        return new Cancelled(name, cancelled, kept);
    }

    /** The partitions that a request is about. */
    private List<Integer> partitions(String name, @Nullable String partition) {
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
        return wanted == null
                ? IntStream.range(0, log.partitions()).boxed().toList()
                : List.of(TypeRequest.inRange(name, wanted, log.partitions()));
    }
}
