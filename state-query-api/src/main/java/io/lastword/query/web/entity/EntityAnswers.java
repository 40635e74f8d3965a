package io.lastword.query.web.entity;

import io.lastword.kit.http.rules.Clients;
import io.lastword.model.entity.EntityId;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.query.currency.Current;
import io.lastword.query.history.StateAt;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.snapshot.Allowance;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lastword.query.web.AnswerMemory;
import io.lastword.query.web.AnsweredProblem;
import io.lastword.query.web.CurrencyHeaders;
import io.lastword.query.web.DemandReader;
import io.lastword.query.web.SnapshotJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Answers with one entity: its current state, or that at an instant. Thread-safe. */
public final class EntityAnswers {

    static final String AS_OF = "asOf";
    private static final int UNCOUNTED_BYTES = 16 << 10;

    private final EntityLookup lookup;
    private final DemandReader demands;
    private final StateAt states;
    private final AnswerMemory memory;

    public EntityAnswers(EntityLookup lookup, DemandReader demands, StateAt states, AnswerMemory memory) {
        this.lookup = lookup;
        this.demands = demands;
        this.states = states;
        this.memory = memory;
    }

    /** Answers a request that names an entity, whichever way. */
    public void answer(EntityType known, EntityId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String type = known.name();
        String asOf = request.getParameter(AS_OF);
        if (asOf != null) {
            getAsOf(known, id, HistoryController.instant(AS_OF, asOf), request, response);
            return;
        }
        Current current = lookup.find(type, id, demands.read(type, request).holdingNoThread());
        StoredEntity entity = current.entities().get(id);
        if (!(entity instanceof StoredEntity.Present present)) {
            throw new AnsweredProblem(CurrencyHeaders.of(current), problem(type, id, entity));
        }
        CurrencyHeaders.forEach(current, response::setHeader);
        String etag = "\"" + current.incarnation().shortForm() + "-"
                + present.snapshot().revision() + "\"";
        response.setHeader(HttpHeaders.ETAG, etag);
        String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (ifNoneMatch != null && matches(ifNoneMatch, etag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        send(new SnapshotJson().snapshot(type, current.incarnation(), present.snapshot()), request, response);
    }

    private void getAsOf(
            EntityType type, EntityId id, Instant instant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StateAt.Answer answer = states.find(Clients.of(request), type, id, instant);
        if (!(answer.entity() instanceof StoredEntity.Present present)) {
            throw problem(type.name(), id, answer.entity());
        }
        send(new SnapshotJson().snapshot(type.name(), answer.incarnation(), present.snapshot()), request, response);
    }

    /** Small answers are bounded by the number of connections. */
    private void send(SnapshotJson body, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (body.length() < UNCOUNTED_BYTES) {
            body.send(response);
            return;
        }
        try (Allowance allowance = memory.open(request)) {
            allowance.hold(body.length());
            body.send(response);
        }
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
                ProblemType.ENTITY_NOT_FOUND,
                "there is no " + type + " '" + id + "' at the stated position or instant");
    }

    /** Weak comparison, as RFC 9110 asks of If-None-Match. */
    private static boolean matches(String ifNoneMatch, String etag) {
        return Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }
}
