package io.lastword.query.web;

import io.lastword.model.text.Times;
import io.lastword.query.currency.Current;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.springframework.http.HttpHeaders;

/** The headers by which every answer from the snapshots says how current it is. */
public final class CurrencyHeaders {

    /** When the least current partition was caught up; left out where that is not known. */
    static final String CAUGHT_UP_AT = "Lastword-Caught-Up-At";

    /** {@code <type>/<partition>@<offset>}, for answers from one partition that are the fold of its log up to there. */
    static final String POSITION = "Lastword-Position";

    private CurrencyHeaders() {}

    public static HttpHeaders of(Current current) {
        HttpHeaders headers = new HttpHeaders();
        forEach(current, headers::set);
        return headers;
    }

    /** Tells the name and the value of each header. */
    public static void forEach(Current current, BiConsumer<String, String> header) {
        Instant caughtUpAt = current.caughtUpAt();
        if (caughtUpAt != null) {
            header.accept(CAUGHT_UP_AT, Times.text(caughtUpAt));
        }
        if (current.partitions().size() == 1 && current.isWhole()) {
            current.partitions()
                    .forEach((partition, served) ->
                            header.accept(POSITION, current.type() + "/" + partition + "@" + served.offset()));
        }
    }
}
