package io.lastword.query.web;

import io.lastword.model.EntityId;
import io.lastword.model.EntityTypes;
import io.lastword.model.InvalidIdException;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.model.Token;
import io.lastword.query.lookup.Current;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The current states of many entities in one request. */
@RestController
class LookupController {

    static final int MAX_IDS = 1_000;

    /** Every id at its longest, written with six-character escapes, and some space between them. */
    private static final int MAX_BODY_BYTES = MAX_IDS * (6 * EntityId.MAX_BYTES + 64);

    private final EntityTypes types;
    private final EntityLookup lookup;
    private final DemandReader demands;
    private final JsonMapper json;

    LookupController(EntityTypes types, EntityLookup lookup, DemandReader demands, JsonMapper json) {
        this.types = types;
        this.lookup = lookup;
        this.demands = demands;
        this.json = json;
    }

    @Operation(summary = "The current states of up to 1,000 entities, each answered in the order asked")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Ids.class)))
    @ApiResponse(
            responseCode = "200",
            description = "found, missing, unreadable, and a token of the positions, which is left out while the"
                    + " snapshots catch up on a log that was compacted meanwhile",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Shapes.Found.class)))
    @ApiResponse(
            responseCode = "404",
            description = "No such type",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = ProblemDetail.class)))
    @ReadProblems
    @PostMapping(
            path = "/v1/lookup/{type}",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> lookUp(
            @PathVariable String type,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String timeout,
            @RequestParam(required = false) @Nullable String maxStale,
            HttpServletRequest request)
            throws IOException {
        KnownTypes.require(types, type);
        List<EntityId> ids = ids(request);
        Current current = lookup.find(type, ids, demands.read(type, after, timeout, maxStale));
        return ResponseEntity.ok().headers(CurrencyHeaders.of(current)).body(answer(ids, current));
    }

    /** The body of a lookup. */
    record Ids(List<String> ids) {}

    private static byte[] answer(List<EntityId> ids, Current current) {
        SnapshotJson found = new SnapshotJson();
        SnapshotJson missing = new SnapshotJson();
        SnapshotJson unreadable = new SnapshotJson();
        for (EntityId id : ids) {
            StoredEntity entity = current.entities().get(id);
            if (entity instanceof StoredEntity.Present present) {
                found.comma().snapshot(current.type(), current.incarnation(), present.snapshot());
            } else if (entity instanceof StoredEntity.Unreadable broken) {
                unreadable.comma().unreadable(broken.entity());
            } else {
                missing.comma().string(id.value());
            }
        }
        Token token = current.token();
        return new SnapshotJson()
                .raw("{\"found\":[")
                .append(found)
                .raw("],\"missing\":[")
                .append(missing)
                .raw("],\"unreadable\":[")
                .append(unreadable)
                .raw("]")
                .raw(token == null ? "}" : ",\"token\":\"" + token.encode() + "\"}")
                .bytes();
    }

    private List<EntityId> ids(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw invalid("it has more than " + MAX_BODY_BYTES + " bytes");
        }
        JsonNode asked;
        try {
            asked = json.readTree(body).path("ids");
        } catch (JacksonException e) {
            throw invalid("it is not JSON: " + e.getOriginalMessage());
        }
        if (!asked.isArray() || asked.isEmpty() || asked.size() > MAX_IDS) {
            throw invalid("it must be {\"ids\":[...]} with 1 to " + MAX_IDS + " ids");
        }
        List<EntityId> ids = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            if (!asked.get(i).isString()) {
                throw invalid("ids[" + i + "] is not a string");
            }
            try {
                ids.add(new EntityId(asked.get(i).stringValue()));
            } catch (InvalidIdException e) {
                throw invalid("ids[" + i + "]: " + e.getMessage());
            }
        }
        return ids;
    }

    private static ProblemException invalid(String flaw) {
        return new ProblemException(ProblemType.INVALID_BODY, "the body is not a lookup: " + flaw);
    }
}
