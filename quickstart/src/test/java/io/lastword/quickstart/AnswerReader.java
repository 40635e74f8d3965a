package io.lastword.quickstart;

import io.lastword.model.token.Token;
import io.lastword.quickstart.Answer.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Takes HTTP answers of the query API apart. */
final class AnswerReader {

    private static final Set<Integer> SPEAKING_OF_AN_ENTITY = Set.of(200, 304, 404, 409);

    private AnswerReader() {}

    /** Something to ask. */
    interface Request {
        Http.Answer send(Http query);
    }

    /** @param id the one asked for, or empty if many were */
    static Answer read(
            Instant sentAt,
            Instant answeredAt,
            int instance,
            @Nullable Token after,
            @Nullable Duration maxStale,
            String id,
            Http.Answer answer) {
        String caughtUpAt = answer.header("Lastword-Caught-Up-At");
        Map<String, Told> told = new HashMap<>();
        SortedMap<Integer, Long> positions = new TreeMap<>();
        String incarnation = null;
        Token token = null;
        if (id.isEmpty() && answer.status() == 200) {
            JsonNode json = answer.json();
            if (json.has("token")) {
                token = Token.decode(json.path("token").stringValue());
                incarnation = token.incarnation();
                positions.putAll(token.positions());
            } else {
                incarnation = json.path("found").path(0).path("incarnation").stringValue(null);
            }
            json.path("found").forEach(each -> told.put(each.path("id").stringValue(), found(each)));
            json.path("missing").forEach(each -> told.put(each.stringValue(), new Told.Absent()));
            json.path("unreadable")
                    .forEach(each -> told.put(
                            each.path("id").stringValue(),
                            new Told.Unreadable(each.path("revision").longValue())));
        } else if (SPEAKING_OF_AN_ENTITY.contains(answer.status())) {
            String position = answer.header("Lastword-Position");
            if (position != null) {
                positions.put(
                        Integer.valueOf(position.substring(position.indexOf('/') + 1, position.indexOf('@'))),
                        Long.valueOf(position.substring(position.indexOf('@') + 1)));
            }
            incarnation = incarnation(answer.header("ETag"));
            told.put(id, told(answer));
        }
        return new Answer(
                sentAt,
                answeredAt,
                instance,
                after,
                maxStale,
                answer.status(),
                answer.problem(),
                caughtUpAt == null ? null : Instant.parse(caughtUpAt),
                incarnation,
                positions,
                told,
                token);
    }

    private static Told told(Http.Answer answer) {
        return switch (answer.status()) {
            case 200 -> found(answer.json());
            case 304 -> {
                String etag = answer.header("ETag");
                yield new Told.Found(
                        Long.parseLong(etag.substring(etag.lastIndexOf('-') + 1, etag.length() - 1)), null, null, null);
            }
            case 409 -> new Told.Unreadable(answer.json().path("revision").longValue());
            default -> new Told.Absent();
        };
    }

    private static Told found(JsonNode snapshot) {
        return new Told.Found(
                snapshot.path("revision").longValue(),
                snapshot.path("event").stringValue(),
                Instant.parse(snapshot.path("updatedAt").stringValue()),
                snapshot.path("state").toString());
    }

    /** Of {@code "<incarnation>-<revision>"}. */
    private static @Nullable String incarnation(@Nullable String etag) {
        return etag == null ? null : etag.substring(1, etag.lastIndexOf('-'));
    }
}
