package io.lastword.query.web.watch;

import io.lastword.kit.http.rules.Clients;
import io.lastword.kit.http.rules.RawPath;
import io.lastword.kit.types.KnownTypes;
import io.lastword.model.entity.EntityId;
import io.lastword.model.limit.FairShares;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.query.filter.Filter;
import io.lastword.query.watch.WatchSession;
import io.lastword.query.watch.Watches;
import io.lastword.query.watch.beginning.Beginning;
import io.lastword.query.watch.beginning.Interest;
import io.lastword.query.web.DemandReader;
import io.lastword.query.web.IdParameter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Changes as Server-Sent Events. Streams are written on the servlet's own terms, without a thread each: Spring's emitters
 * block whoever sends to a client that does not read.
 */
@RestController
class WatchController {

    private static final String FROM = "from";
    private static final String SNAPSHOT = "snapshot";
    private static final String WHERE = "where";
    private static final String PREFIX = "prefix";
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final EntityTypes types;
    private final Watches watches;
    private final DemandReader demands;

    WatchController(EntityTypes types, Watches watches, DemandReader demands) {
        this.types = types;
        this.watches = watches;
        this.demands = demands;
    }

    @GetMapping("/v1/watch/{type}/{id}")
    void watchEntity(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RawPath path = RawPath.of(request);
        EntityType type = KnownTypes.require(types, path.type());
        for (String parameter : List.of(WHERE, PREFIX)) {
            if (request.getParameter(parameter) != null) {
                throw new ProblemException(
                        ProblemType.INVALID_PARAMETER,
                        parameter + "='" + request.getParameter(parameter)
                                + "' is for watches of a type; leave it out, or leave out the id");
            }
        }
        watch(new Interest(type, EntityId.fromPathSegment(path.id()), null), request, response);
    }

    @GetMapping("/v1/watch/{type}")
    void watchType(HttpServletRequest request, HttpServletResponse response) throws IOException {
        EntityType type = KnownTypes.require(types, RawPath.of(request).type());
        EntityId id = IdParameter.of(request, SNAPSHOT, WHERE, PREFIX);
        if (id != null) {
            watch(new Interest(type, id, null), request, response);
            return;
        }
        watch(new Interest(type, null, filter(type, request)), request, response);
    }

    private void watch(Interest interest, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String type = interest.type().name();
        Beginning beginning = beginning(type, request);
        FairShares.Share place = watches.place(Clients.of(request));
        WatchSession session;
        EventStream stream;
        try {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            // Proxies that gather what they pass on would keep changes back.
            response.setHeader("X-Accel-Buffering", "no");
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            stream = new EventStream(new EventFrames(type), context, ConnectionCloser.of(request));
            session = watches.open(place, interest, beginning, stream);
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
        try {
            stream.open(session);
        } catch (IllegalStateException e) {
            // The stream has ended before it began: its client is gone, or the service stops.
            session.close();
        }
    }

    private Beginning beginning(String type, HttpServletRequest request) {
        String from = request.getParameter(FROM);
        String last = request.getHeader(LAST_EVENT_ID);
        // Whoever says where to go on from has something, which only all that is there makes true again.
        boolean snapshot = snapshot(request, from != null);
        Token position = last != null && !last.isEmpty()
                ? last.equals(EventFrames.BEGIN) ? null : token(type, LAST_EVENT_ID, last)
                : from == null ? null : token(type, FROM, from);
        return new Beginning(position, snapshot, demands.read(type, request));
    }

    private static @Nullable Filter filter(EntityType type, HttpServletRequest request) {
        String[] where = request.getParameterValues(WHERE);
        Filter filter = Filter.of(type, request.getParameter(PREFIX), where == null ? List.of() : List.of(where));
        return filter.isEmpty() ? null : filter;
    }

    private static Token token(String type, String source, String text) {
        Token token = Token.decode(text);
        if (!token.type().equals(type)) {
            throw new ProblemException(
                    ProblemType.INVALID_TOKEN,
                    source + "='" + text + "' is a token of type '" + token.type() + "', not of '" + type
                            + "'; use a token of this type");
        }
        return token;
    }

    private static boolean snapshot(HttpServletRequest request, boolean byDefault) {
        String text = request.getParameter(SNAPSHOT);
        if (text == null) {
            return byDefault;
        }
        if (text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new ProblemException(
                ProblemType.INVALID_PARAMETER, SNAPSHOT + "='" + text + "' is neither true nor false");
    }
}
