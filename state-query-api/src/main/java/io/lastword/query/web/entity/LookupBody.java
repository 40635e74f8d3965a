package io.lastword.query.web.entity;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.InvalidIdException;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.query.web.WaitingRequests;
import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads {@code {"ids":[...]}} as it comes in: of a body only its ids are held, whatever else is in it. */
final class LookupBody {

    static final int MAX_IDS = 1_000;

    /** Every id at its longest, written with six-character escapes, and some space between them. */
    private static final int MAX_BYTES = MAX_IDS * (6 * EntityId.MAX_BYTES + 64);

    private static final String IDS = "ids";
    private static final String IDS_READ = LookupBody.class.getName();
    private static final String SHAPE = "it must be {\"ids\":[...]} with 1 to " + MAX_IDS + " ids";
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(EntityId.MAX_BYTES)
                    .maxNameLength(EntityId.MAX_BYTES)
                    .maxNumberLength(EntityId.MAX_BYTES)
                    .maxNestingDepth(8)
                    .build())
            .build();

    private LookupBody() {}

    /**
     * The ids that are asked for, each once, in the order asked. Of a request that has waited, they are known already.
     *
     * @throws ProblemException if the body is not a lookup, saying where
     */
    @SuppressWarnings("unchecked") // of what is put there here
    static Set<EntityId> of(HttpServletRequest request) throws IOException {
        if (request.getAttribute(IDS_READ) instanceof Set<?> known) {
            return (Set<EntityId>) known;
        }
        Set<EntityId> ids = read(request);
        request.setAttribute(IDS_READ, ids);
        WaitingRequests.keeps(
                request, ids.stream().mapToLong(id -> 2L * id.value().length()).sum());
        return ids;
    }

    /**
     * Reads the ids.
     *
     * @throws ProblemException if the body is not a lookup, saying where
     */
    private static Set<EntityId> read(HttpServletRequest request) throws IOException {
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), new Bounded(request.getInputStream(), MAX_BYTES))) {
            return ids(parser);
        } catch (JacksonException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw invalid("it cannot be read as JSON: " + e.getOriginalMessage());
        }
    }

    private static Set<EntityId> ids(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw invalid(SHAPE);
        }
        Set<EntityId> ids = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            if (!parser.currentName().equals(IDS)) {
                throw invalid("'" + parser.currentName() + "' is not a member of it; " + SHAPE);
            }
            if (ids != null || parser.nextToken() != JsonToken.START_ARRAY) {
                throw invalid(SHAPE);
            }
            ids = array(parser);
        }
        if (ids == null || ids.isEmpty() || parser.nextToken() != null) {
            throw invalid(SHAPE);
        }
        return ids;
    }

    private static Set<EntityId> array(JsonParser parser) {
        Set<EntityId> ids = new LinkedHashSet<>();
        int given = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (given == MAX_IDS) {
                throw invalid(SHAPE);
            }
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw invalid("ids[" + given + "] is not a string");
            }
            try {
                ids.add(new EntityId(parser.getString()));
            } catch (InvalidIdException e) {
                throw invalid("ids[" + given + "]: " + e.getMessage());
            }
            given++;
        }
        return ids;
    }

    private static ProblemException invalid(String flaw) {
        return new ProblemException(ProblemType.INVALID_BODY, "the body is not a lookup: " + flaw);
    }

    /** Refuses to read on beyond so many bytes. */
    private static final class Bounded extends FilterInputStream {

        private int left;

        Bounded(InputStream in, int most) {
            super(in);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            return count(read, read < 0 ? 0 : 1);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = super.read(to, offset, length);
            return count(read, Math.max(0, read));
        }

        private int count(int result, int bytes) {
            left -= bytes;
            if (left < 0) {
                throw invalid("it has more than " + MAX_BYTES + " bytes");
            }
            return result;
        }
    }
}
