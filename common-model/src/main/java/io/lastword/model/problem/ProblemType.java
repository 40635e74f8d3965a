package io.lastword.model.problem;

import java.util.Locale;

/** The causes of HTTP errors (RFC 9457). The URI of a cause never changes once released. */
public enum ProblemType {
    UNKNOWN_TYPE(404, "No such entity type"),
    ENTITY_NOT_FOUND(404, "The entity does not exist"),
    INVALID_ID(400, "The entity id is not usable"),
    INVALID_STATE(400, "The state is not acceptable"),
    INVALID_EVENT(400, "The event name is not usable"),
    INVALID_CLOUD_EVENT(400, "The CloudEvents headers are not usable"),
    UNDECLARED_EVENT(422, "The type has no such event"),
    UNFIT_EVENT(422, "The event does not fit this write"),
    EVENT_REQUIRED(422, "The write has to name its event"),
    SCHEMA_VIOLATION(422, "The state violates the schema of its type"),
    VALIDATION_TOO_LONG(422, "The state takes too long to validate"),
    NO_SCHEMA(404, "The type has no schema"),
    STATE_TOO_DEEP(400, "The state nests too deep"),
    TOKEN_TOO_LONG(400, "A string, name or number of the state is too long"),
    ID_TOO_LONG(400, "The entity id is too long"),
    INVALID_PARAMETER(400, "A request parameter is not usable"),
    INVALID_BODY(400, "The request body is not usable"),
    INVALID_TOKEN(400, "The token is not usable"),
    STATE_TOO_LARGE(413, "The state is too large"),
    UNSUPPORTED_ENCODING(415, "The content encoding is not supported"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type of the body is not supported"),
    NO_SUCH_PATH(404, "There is no such path"),
    METHOD_NOT_ALLOWED(405, "The path does not take this method"),
    CROSS_ORIGIN(403, "A page of another origin may change nothing"),
    UNKNOWN_HOST(421, "The host name is not one of this service"),
    MALFORMED_REQUEST(400, "The request is not well-formed HTTP"),
    PATH_TOO_LONG(414, "The path or query is too long"),
    HEADERS_TOO_LARGE(431, "The request's headers are too large"),
    UNREADABLE_CHANGE(409, "The entity's last change could not be read"),
    TOKEN_OF_ANOTHER_LOG(410, "The token belongs to another incarnation of the log"),
    CONDITIONAL_WRITES_NOT_SUPPORTED(501, "Conditional writes are not supported"),
    LOG_UNAVAILABLE(503, "The log cannot be reached"),
    TOPIC_REFUSED(503, "The topic cannot hold state"),
    STORE_UNAVAILABLE(503, "The store cannot be reached"),
    STORE_BEHIND(503, "The store is older than what was answered before"),
    NOT_READY(503, "The snapshots are not complete yet"),
    TOO_STALE(503, "The snapshots are older than allowed"),
    MISPLACED_KEYS(503, "Keys were written to partitions where they do not belong"),
    TOO_MANY_NEARBY(422, "Too many entities stand in one spot"),
    TOO_MANY_VALUES(422, "The index has too many values to count"),
    TOO_MANY_STREAMS(503, "Too many whole lists are being read"),
    TOKEN_NOT_REACHED(504, "The token was not reached in time"),
    OUTCOME_UNKNOWN(504, "It is not known whether the write happened"),
    BULK_INTERRUPTED(503, "The log failed during the bulk write"),
    CLIENT_TOO_SLOW(408, "The client sends too slowly"),
    SERVICE_STOPPING(503, "The service is stopping"),
    TOO_MANY_BULK_WRITES(503, "Too many bulk writes are running"),
    VERIFY_RUNNING(409, "Another verification is running"),
    VERIFY_INCONCLUSIVE(503, "The verification came to no verdict"),
    INVALID_SIMULATION(400, "The simulation is not usable"),
    SIMULATION_OVER_LIMIT(422, "The simulation is larger than this service allows"),
    SIMULATION_NOT_FOUND(404, "There is no such simulation"),
    SIMULATION_EXISTS(409, "A simulation has this name already"),
    TOO_MANY_SIMULATIONS(429, "Too many simulations run already"),
    TOO_MANY_WATCHERS(503, "This instance has as many watchers as it may have"),
    TOO_MANY_SCANS(503, "This instance reads the log for as many requests as it may"),
    SCAN_TOO_LONG(503, "Reading the log took longer than a request may"),
    INSTANT_NOT_ANSWERABLE(410, "The log may not hold the state at that instant any more"),
    INSTANT_UNDECIDED(503, "Changes of that instant may still be decided on"),

    /** The states asked for have more bytes than an answer may; the problem says how many ids fit. */
    ANSWER_TOO_LARGE(422, "The answer would be larger than an answer may be"),

    /** Requests hold as many bytes of this instance as they may together. */
    TOO_MUCH_UNDER_WAY(503, "Requests hold as many bytes as they may together"),

    /** As many requests hold a thread of this instance as may at a time, and stayed so for the time that one waits. */
    TOO_BUSY(503, "More requests are under way than this instance can take"),

    /** One client holds its share of something scarce already, and asks for more. */
    MORE_THAN_A_SHARE(429, "One client asks for more than its share"),

    /** A partition's rebuild cannot be cancelled, because without it the partition would not be served truly. */
    REBUILD_NEEDED(409, "The partition must be built anew"),

    /** The consumer that was asked has verified nothing of the type since it started. */
    VERIFICATION_NOT_FOUND(404, "There is no verification of the type");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The stable identifier, {@code urn:lastword:problem:<name>}. */
    public String uri() {
        return "urn:lastword:problem:" + cause();
    }

    /** What the identifier ends with. */
    public String cause() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }
}
