package io.lastword.query.web;

import static io.swagger.v3.oas.annotations.media.Schema.AdditionalPropertiesValue.FALSE;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** The shapes of the answers that are put together byte by byte, for the description of the API alone. */
final class Shapes {

    private Shapes() {}

    @Schema(
            name = "Snapshot",
            additionalProperties = FALSE,
            requiredProperties = {"type", "id", "incarnation", "revision", "event", "updatedAt", "state"})
    record Snapshot(
            String type,
            String id,

            @Schema(description = "short form of the log's incarnation")
            String incarnation,

            @Schema(description = "offset of the change that made it")
            long revision,

            String event,

            @Schema(description = "that change's time in the log")
            Instant updatedAt,

            @Schema(description = "metres from near; only in lists by distance")
            Double distance,

            @Schema(
                    description = "the JSON object exactly as it was written",
                    types = {"object"})
            Object state) {}

    @Schema(
            name = "EntityList",
            additionalProperties = FALSE,
            requiredProperties = {"items", "token", "unreadable"})
    record EntityList(
            List<Snapshot> items,

            @Schema(description = "cursor of the next page; absent on the last one")
            String next,

            @Schema(description = "positions of the list's first page")
            String token,

            @Schema(description = "entities of the type that are in no list: their last change could not be read")
            long unreadable) {}

    @Schema(
            name = "Found",
            additionalProperties = FALSE,
            requiredProperties = {"found", "missing", "unreadable"})
    record Found(
            List<Snapshot> found,
            List<String> missing,
            List<Unreadable> unreadable,
            @org.jspecify.annotations.Nullable String token) {}

    @Schema(
            name = "Unreadable",
            additionalProperties = FALSE,
            requiredProperties = {"id", "revision", "reason"})
    record Unreadable(String id, long revision, String reason) {}

    @Schema(
            name = "History",
            additionalProperties = FALSE,
            requiredProperties = {"type", "id", "incarnation", "token", "items"})
    record History(
            String type,
            String id,

            @Schema(description = "short form of the log's incarnation")
            String incarnation,

            @Schema(description = "the end of what was read: a watch goes on from here")
            String token,

            List<PastChange> items,

            @Schema(description = "cursor of the next page; absent on the last one")
            String next) {}

    @Schema(
            name = "PastChange",
            description = "event with state, or event with deleted, or unreadable with reason",
            additionalProperties = FALSE,
            requiredProperties = {"revision", "updatedAt"})
    record PastChange(
            @Schema(description = "offset of the change") long revision,

            @Schema(description = "its time in the log") Instant updatedAt,

            String event,

            @Schema(
                    description = "the JSON object exactly as it was written",
                    types = {"object"})
            Object state,

            @Schema(description = "only where it is true") boolean deleted,

            @Schema(description = "only where it is true") boolean unreadable,

            String reason) {}
}
