package io.lastword.query.web;

import io.lastword.model.EntityId;
import io.lastword.model.EntityTypes;
import io.lastword.model.Incarnation;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.model.Snapshot;
import io.lastword.query.lookup.Current;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The current state of one entity. */
@RestController
class EntityController {

    private static final int ID_SEGMENT = 4;

    private final EntityTypes types;
    private final EntityLookup lookup;
    private final DemandReader demands;

    EntityController(EntityTypes types, EntityLookup lookup, DemandReader demands) {
        this.types = types;
        this.lookup = lookup;
        this.demands = demands;
    }

    @Operation(summary = "The current state of one entity, with the position that it is true at")
    @ApiResponse(responseCode = "200", description = "Found: type, id, incarnation, revision, event, updatedAt, state")
    @ApiResponse(responseCode = "304", description = "Not changed since the ETag in If-None-Match")
    @ApiResponse(responseCode = "400", description = "The id, the token or a parameter is not usable")
    @ApiResponse(
            responseCode = "404",
            description = "No such type; or the entity does not exist at the stated position")
    @ApiResponse(responseCode = "409", description = "The entity's last change could not be read")
    @ApiResponse(responseCode = "410", description = "The token belongs to another incarnation of the log")
    @ApiResponse(
            responseCode = "503",
            description = "No true answer can be given now: see the problem's type and reason")
    @ApiResponse(responseCode = "504", description = "The token was not reached within the timeout")
    @GetMapping(path = "/v1/entities/{type}/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> get(
            @PathVariable String type,
            @PathVariable("id") String ignoredId,
            @Parameter(description = "a token: wait until its positions are folded")
                    @RequestParam(required = false)
                    @Nullable
                    String after,
            @Parameter(description = "how long to wait for the token, such as 2s")
                    @RequestParam(required = false)
                    @Nullable
                    String timeout,
            @Parameter(description = "how long ago the snapshots may have been caught up, such as 5s")
                    @RequestParam(required = false)
                    @Nullable
                    String maxStale,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @Parameter(hidden = true) HttpServletRequest request) {
        KnownTypes.require(types, type);
        EntityId id = idOf(request);
        Current current = lookup.find(type, List.of(id), demands.read(type, after, timeout, maxStale));
        HttpHeaders headers = CurrencyHeaders.of(current);
        StoredEntity entity = current.entities().get(id);
        if (entity instanceof StoredEntity.Present present) {
            return found(type, current.incarnation(), present.snapshot(), headers, ifNoneMatch);
        }
        throw new AnsweredProblem(headers, problem(type, id, entity));
    }

    private static ResponseEntity<byte[]> found(
            String type,
            Incarnation incarnation,
            Snapshot snapshot,
            HttpHeaders headers,
            @Nullable String ifNoneMatch) {
        String etag = "\"" + incarnation.shortForm() + "-" + snapshot.revision() + "\"";
        headers.setETag(etag);
        if (ifNoneMatch != null && matches(ifNoneMatch, etag)) {
            return new ResponseEntity<>(headers, HttpStatus.NOT_MODIFIED);
        }
        headers.setContentType(MediaType.APPLICATION_JSON);
        byte[] body = new SnapshotJson().snapshot(type, incarnation, snapshot).bytes();
        return new ResponseEntity<>(body, headers, HttpStatus.OK);
    }

    private static ProblemException problem(String type, EntityId id, @Nullable StoredEntity entity) {
        if (entity instanceof StoredEntity.Unreadable unreadable) {
            return new ProblemException(
                            ProblemType.UNREADABLE_CHANGE,
                            "the last change of " + type + " '" + id + "' could not be read: "
                                    + unreadable.entity().reason() + "; its next good change heals it")
                    .with("revision", unreadable.entity().revision())
                    .with("reason", unreadable.entity().reason());
        }
        return new ProblemException(
                ProblemType.ENTITY_NOT_FOUND, "there is no " + type + " '" + id + "' at the stated position");
    }

    /** Weak comparison, as RFC 9110 asks of If-None-Match. */
    private static boolean matches(String ifNoneMatch, String etag) {
        return Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    /** Taken from the path as it was sent: Spring's path variables lose matrix parameters and replace broken UTF-8. */
    private static EntityId idOf(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return EntityId.fromPathSegment(path.split("/", -1)[ID_SEGMENT]);
    }
}
