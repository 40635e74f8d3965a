package io.lastword.query.web.list;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lastword.kit.types.KnownTypes;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.lookup.UnreadableEntities;
import io.lastword.query.lookup.UnreadableEntities.Page;
import io.lastword.query.web.CurrencyHeaders;
import io.lastword.query.web.DemandReader;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The entities whose last change could not be read. */
@RestController
class UnreadableController {

    private final EntityTypes types;
    private final UnreadableEntities unreadable;
    private final DemandReader demands;

    UnreadableController(EntityTypes types, UnreadableEntities unreadable, DemandReader demands) {
        this.types = types;
        this.unreadable = unreadable;
        this.demands = demands;
    }

    /**
     * One unreadable entity.
     *
     * @param revision of the change that could not be read
     */
    record Item(String id, int partition, long revision, String reason, Instant loggedAt) {}

    /**
     * A page of the list.
     *
     * @param token positions that the page is true at, or a little later
     * @param next left out on the last page
     */
    record Items(
            List<Item> items,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String token,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String next) {}

    @GetMapping(path = "/v1/types/{type}/unreadable", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Items> unreadable(
            @PathVariable String type,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String timeout,
            @RequestParam(required = false) @Nullable String maxStale) {
        KnownTypes.require(types, type);
        Page page = unreadable.page(
                type,
                cursor,
                ListParameters.limit(limit),
                demands.read(type, after, timeout, maxStale).holdingNoThread());
        List<Item> items = page.items().stream()
                .map(item -> new Item(
                        item.entity().id().value(),
                        item.partition(),
                        item.entity().revision(),
                        item.entity().reason(),
                        item.entity().loggedAt()))
                .toList();
        Token token = page.current().token();
        return ResponseEntity.ok()
                .headers(CurrencyHeaders.of(page.current()))
                .body(new Items(items, token == null ? null : token.encode(), page.next()));
    }
}
