package io.lastword.query.web;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.query.lookup.TypeStatus;
import io.lastword.query.lookup.TypeStatus.Partition;
import io.lastword.query.lookup.TypeStatus.State;
import io.lastword.query.lookup.TypeSummaries;
import io.lastword.query.lookup.TypeSummary;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
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
     */
    record Type(
            String name,
            String topic,
            State state,
            @Nullable Long liveEntities,
            @Nullable Long unreadableEntities,
            @Nullable Long misplacedKeys) {}

    record Types(List<Type> types) {}

    record Partitions(List<Partition> partitions) {}

    @Operation(summary = "The entity types, with how many entities each has")
    @ApiResponse(responseCode = "200", description = "By name; what is not known is null")
    @ApiResponse(
            responseCode = "503",
            description = "Redis did not answer",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = ProblemDetail.class)))
    @GetMapping(path = "/v1/types", produces = MediaType.APPLICATION_JSON_VALUE)
    Types types() {
        return new Types(types.all().stream().map(this::describe).toList());
    }

    @Operation(summary = "How each partition of a type stands: state, reason, progress, position, lag, counts")
    @ApiResponse(responseCode = "200", description = "One entry per partition; what is not known is null")
    @ApiResponse(
            responseCode = "404",
            description = "No such type",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "503",
            description = "Nothing is known yet about the type's log, or Redis did not answer",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = ProblemDetail.class)))
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
                summary.misplacedKeys());
    }
}
