package io.lastword.query.web.list;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.index.Decimals;
import io.lastword.model.index.IndexValue;
import io.lastword.model.text.Times;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.list.IndexCounts;
import io.lastword.query.list.IndexCounts.Counted;
import io.lastword.query.web.CurrencyHeaders;
import io.lastword.query.web.DemandReader;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.util.RawValue;

/** How many entities of a type have which value. */
@RestController
class CountsController {

    private final EntityTypes types;
    private final IndexCounts counts;
    private final DemandReader demands;

    CountsController(EntityTypes types, IndexCounts counts, DemandReader demands) {
        this.types = types;
        this.counts = counts;
        this.demands = demands;
    }

    /**
     * The counts of all values.
     *
     * @param counts in the order of the values
     * @param unindexed readable entities without such a value
     */
    record Counts(String by, List<Count> counts, long unindexed, String token) {}

    /** @param value a string, a number, a boolean, or an instant as a string */
    record Count(Object value, long count) {}

    @GetMapping(path = "/v1/types/{type}/counts", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Counts> counts(
            @PathVariable String type,
            @RequestParam String by,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String timeout,
            @RequestParam(required = false) @Nullable String maxStale) {
        EntityType known = KnownTypes.require(types, type);
        Counted counted = counts.count(
                known, by, demands.read(type, after, timeout, maxStale).holdingNoThread());
        List<Count> values = counted.counts().stream()
                .map(count -> new Count(plain(count.value()), count.entities()))
                .toList();
        return ResponseEntity.ok()
                .headers(CurrencyHeaders.of(counted.current()))
                .body(new Counts(
                        by,
                        values,
                        counted.unindexed(),
                        Objects.requireNonNull(counted.current().token(), "of whole partitions")
                                .encode()));
    }

    private static Object plain(IndexValue value) {
        if (value instanceof IndexValue.Text text) {
            return text.value();
        }
        if (value instanceof IndexValue.Number number) {
            return new RawValue(Decimals.text(number.value()));
        }
        if (value instanceof IndexValue.Flag flag) {
            return flag.value();
        }
        if (value instanceof IndexValue.Moment moment) {
            return Times.exactText(moment.value());
        }
        throw new IllegalArgumentException("coordinates are not counted");
    }
}
