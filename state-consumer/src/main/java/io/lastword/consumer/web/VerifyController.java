package io.lastword.consumer.web;

import io.lastword.consumer.verify.Verdict;
import io.lastword.consumer.verify.Verifier;
import io.lastword.model.types.EntityTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
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

    @PostMapping(path = "/v1/types/{type}/verify", produces = MediaType.APPLICATION_JSON_VALUE)
    Verification verify(@PathVariable String type, @RequestParam(required = false) @Nullable String partition) {
        return new Verification(verifier.verify(TypeRequest.type(types, type), TypeRequest.partition(partition)));
    }
}
