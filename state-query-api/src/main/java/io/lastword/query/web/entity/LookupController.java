package io.lastword.query.web.entity;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.entity.EntityId;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.currency.Current;
import io.lastword.query.currency.Demand;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.snapshot.Allowance;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lastword.query.web.AnswerMemory;
import io.lastword.query.web.CurrencyHeaders;
import io.lastword.query.web.DemandReader;
import io.lastword.query.web.SnapshotJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The current states of many entities in one request. */
@RestController
class LookupController {

    private final EntityTypes types;
    private final EntityLookup lookup;
    private final DemandReader demands;
    private final AnswerMemory memory;

    LookupController(EntityTypes types, EntityLookup lookup, DemandReader demands, AnswerMemory memory) {
        this.types = types;
        this.lookup = lookup;
        this.demands = demands;
        this.memory = memory;
    }

    @PostMapping(
            path = "/v1/lookup/{type}",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    void lookUp(@PathVariable String type, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        KnownTypes.require(types, type);
        Set<EntityId> ids = LookupBody.of(request);
        Demand demand = demands.read(type, request).holdingNoThread();
        try (Allowance allowance = memory.open(request)) {
            Current current = lookup.find(type, ids, demand, allowance);
            CurrencyHeaders.forEach(current, response::setHeader);
            answer(ids, current).send(response);
        }
    }

    private static SnapshotJson answer(Set<EntityId> ids, Current current) {
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
                .raw(token == null ? "}" : ",\"token\":\"" + token.encode() + "\"}");
    }
}
