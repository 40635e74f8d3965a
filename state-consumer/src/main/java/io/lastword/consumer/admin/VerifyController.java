package io.lastword.consumer.admin;

import io.lastword.consumer.verify.Verdict;
import io.lastword.consumer.verify.Verifier;
import io.lastword.model.EntityTypes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The log replayed beside the store. */
@RestController
class VerifyController {

    private final EntityTypes types;
    private final Verifier verifier;

    VerifyController(EntityTypes types, Verifier verifier) {
        this.types = types;
        this.verifier = verifier;
    }

    record Verification(List<Verdict> partitions) {}

    @Operation(
            summary = "Replays the log of a type beside its snapshots and reports what is not as the log says",
            description =
                    "Reads the whole log and the whole store while the fold goes on; changes that arrive meanwhile"
                            + " are no faults. Ghosts are entities that the store has and the log has ended; missing ones the"
                            + " log has and the store has not; stale ones are stored with another revision, another kind"
                            + " (snapshot or unreadable) or other bytes than the log has. Ghost entries of an index are of"
                            + " entities that have ended or have another value; missing ones are those that an entity"
                            + " should have. One verification runs at a time in a"
                            + " consumer.")
    @ApiResponse(responseCode = "200", description = "Every partition asked for was verified, at the stated offset")
    @ApiResponse(
            responseCode = "409",
            description = "This consumer is verifying already",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = ProblemDetail.class)))
    @AdminProblems
    @PostMapping(path = "/v1/types/{type}/verify", produces = MediaType.APPLICATION_JSON_VALUE)
    Verification verify(
            @PathVariable String type,
            @Parameter(description = "one partition's number; all if left out", schema = @Schema(type = "integer"))
                    @RequestParam(required = false)
                    @Nullable
                    String partition) {
        return new Verification(verifier.verify(TypeRequest.type(types, type), TypeRequest.partition(partition)));
    }
}
