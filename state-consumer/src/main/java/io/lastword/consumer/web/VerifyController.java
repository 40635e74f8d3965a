package io.lastword.consumer.web;

import io.lastword.consumer.repair.Verification;
import io.lastword.consumer.repair.VerificationReport;
import io.lastword.consumer.repair.Verifications;
import io.lastword.model.types.EntityTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** The log replayed beside the store. */
@RestController
class VerifyController {

    private static final long WITHOUT_LIMIT = 0;

    private final EntityTypes types;
    private final Verifications verifications;

    VerifyController(EntityTypes types, Verifications verifications) {
        this.types = types;
        this.verifications = verifications;
    }

    /** Answers when the verification has ended, and holds no thread meanwhile. */
    @PostMapping(path = "/v1/types/{type}/verify", produces = MediaType.APPLICATION_JSON_VALUE)
    DeferredResult<VerificationReport> verify(
            @PathVariable String type,
            @RequestParam(required = false) @Nullable String partition,
            @RequestParam(required = false) @Nullable String repair) {
        Verification verification = verifications.start(new Verification.Request(
                TypeRequest.type(types, type), TypeRequest.partition(partition), TypeRequest.flag("repair", repair)));
        DeferredResult<VerificationReport> answer = new DeferredResult<>(WITHOUT_LIMIT);
        verification.whenEnded((report, failure) -> {
            if (failure == null) {
                answer.setResult(report);
            } else {
                answer.setErrorResult(failure);
            }
        });
        return answer;
    }

    @GetMapping(path = "/v1/types/{type}/verify", produces = MediaType.APPLICATION_JSON_VALUE)
    VerificationReport verification(@PathVariable String type) {
        return verifications.find(TypeRequest.type(types, type)).report();
    }
}
