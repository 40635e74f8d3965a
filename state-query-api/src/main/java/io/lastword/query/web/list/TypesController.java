package io.lastword.query.web.list;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.status.TypeStatus;
import io.lastword.query.status.TypeStatus.Partition;
import io.lastword.query.status.TypeStatus.State;
import io.lastword.query.status.TypeSummaries;
import io.lastword.query.status.TypeSummary;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The entity types and how their partitions stand. */
@RestController
class TypesController {

    private final EntityTypes types;
    private final TypeStatus statuses;
    private final TypeSummaries summaries;

    TypesController(EntityTypes types, TypeStatus statuses, TypeSummaries summaries) {
        this.types = types;
        this.statuses = statuses;
        this.summaries = summaries;
    }

    /**
     * One entity type. The counts are null while they are not known.
     *
     * @param state cold if any partition is, else rebuilding if any is, else live
     * @param caughtUpAt of the partition that was caught up longest ago
     * @param lag offsets that are still to be folded
     * @param indexes by what its entities can be listed and found
     */
    record Type(
            String name,
            String topic,
            State state,
            @Nullable Long liveEntities,
            @Nullable Long unreadableEntities,
            @Nullable Long misplacedKeys,
            @Nullable Instant caughtUpAt,
            @Nullable Long lag,
            List<Index> indexes) {}

    /** @param pointers JSON Pointers into the state: of latitude and longitude for {@code geo}, else of the one value */
    record Index(String name, String kind, List<String> pointers) {

        static Index of(IndexDefinition index) {
            return new Index(index.name(), index.kind().name().toLowerCase(Locale.ROOT), index.pointers());
        }
    }

    record Types(List<Type> types) {}

    record Partitions(List<Partition> partitions) {}

    @GetMapping(path = "/v1/types", produces = MediaType.APPLICATION_JSON_VALUE)
    Types types() {
        return new Types(types.all().stream().map(this::describe).toList());
    }

    @GetMapping(path = "/v1/types/{type}/partitions", produces = MediaType.APPLICATION_JSON_VALUE)
    Partitions partitions(@PathVariable String type) {
        KnownTypes.require(types, type);
        return new Partitions(statuses.partitions(type));
    }

    private Type describe(EntityType type) {
        TypeSummary summary = summaries.read(type);
        return new Type(
                type.name(),
                type.topic(),
                summary.state(),
                summary.liveEntities(),
                summary.unreadableEntities(),
                summary.misplacedKeys(),
                summary.caughtUpAt(),
                summary.lag(),
                type.indexes().declared().stream().map(Index::of).toList());
    }
}
