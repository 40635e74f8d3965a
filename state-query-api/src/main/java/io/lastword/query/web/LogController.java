package io.lastword.query.web;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.log.LogContents;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What the log of a type holds beside its state. */
@RestController
class LogController {

    private final EntityTypes types;
    private final LogContents contents;

    LogController(EntityTypes types, LogContents contents) {
        this.types = types;
        this.contents = contents;
    }

    record Log(List<LogContents.Part> partitions) {}

    @GetMapping(path = "/v1/types/{type}/log", produces = MediaType.APPLICATION_JSON_VALUE)
    Log log(@PathVariable String type) {
        return new Log(contents.look(KnownTypes.require(types, type)));
    }
}
