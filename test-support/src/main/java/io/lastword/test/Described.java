package io.lastword.test;

import com.networknt.schema.Error;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds the answers of a service against the description of its API, and the description against the answers: what was
 * described and never seen is {@link #unseen()}.
 */
public final class Described {

    /** What HTTP itself says of a message. */
    private static final Set<String> TRANSPORT = Set.of(
            ":status", "connection", "content-length", "content-type", "date", "keep-alive", "transfer-encoding");

    private static final String DEFAULT = "default";

    private final DescribedApi api;
    private final JsonMapper json = new JsonMapper();
    private final Set<String> seen = new TreeSet<>();

    /** @param description as JSON */
    public Described(String description) {
        api = new DescribedApi(json.readTree(description));
    }

    /** Every operation, as {@code get /path}. */
    public Set<String> operations() {
        return api.operations();
    }

    /** The names of an operation's query parameters. */
    public Set<String> parameters(String operation) {
        return api.parameters(operation, "query");
    }

    /**
     * What is described and was in no answer and no request so far: {@code get /path 404}, {@code get /path ?after},
     * {@code get /path 404: entity-not-found}, {@code get /path 404: Retry-After}. Headers and problems of a response that
     * operations share are those of the response, {@code UnknownType: Retry-After}.
     */
    public Set<String> unseen() {
        Set<String> unseen = api.everything();
        unseen.removeAll(seen);
        return unseen;
    }

    /**
     * What is described, was not seen and is not excused, and what is excused and was seen or does not exist.
     *
     * @param elsewhere why something is not seen here, by a regular expression for what it excuses
     */
    public Set<String> unseenBut(Map<String, String> elsewhere) {
        Set<String> unseen = unseen();
        Set<String> result = new TreeSet<>(unseen);
        elsewhere.forEach((excused, reason) -> {
            Pattern pattern = Pattern.compile(excused);
            if (unseen.stream().noneMatch(each -> pattern.matcher(each).matches())) {
                result.add("nothing to excuse: " + excused);
            }
            result.removeIf(each -> pattern.matcher(each).matches());
        });
        return result;
    }

    /** What is wrong with the description's examples, and which are missing. */
    public List<String> faultsOfExamples() {
        return new DescribedExamples(api).faults();
    }

    /**
     * Holds an answer against the description.
     *
     * @param operation as {@code get /path}
     * @throws AssertionError unless the status, the content type, the headers, the body and the request's parameters are as
     *     described
     */
    public void hold(String operation, HttpResponse<String> answer) {
        hold(operation, answer, answer.body());
    }

    /**
     * Like {@link #hold(String, HttpResponse)}.
     *
     * @param body as much of it as has arrived
     */
    public void hold(String operation, HttpResponse<?> answer, String body) {
        String status = Integer.toString(answer.statusCode());
        JsonNode responses = api.operation(operation).path("responses");
        JsonNode described = responses.path(responses.has(status) ? status : DEFAULT);
        require(described.isObject(), operation + " " + status + " is not described; answered with " + body);
        seen.add(operation + " " + status);
        if (answer.statusCode() < 400) {
            noteRequest(operation, answer);
        }
        AnswerFiles.keep(operation, answer, body);
        hold(api.nameOf(operation, status, described), api.resolved(described), answer, body);
    }

    /** Holds the answer to a request that reaches no operation against what any request may be answered with. */
    public void holdAny(HttpResponse<String> answer) {
        JsonNode described = api.response("AnyRequest");
        hold("AnyRequest", described, answer, answer.body());
    }

    private void hold(String name, JsonNode response, HttpResponse<?> answer, String body) {
        Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.addAll(response.path("headers").propertyNames());
        for (String header : answer.headers().map().keySet()) {
            require(
                    TRANSPORT.contains(header.toLowerCase(Locale.ROOT)) || headers.contains(header),
                    name + " has " + header + ", which is not described");
        }
        headers.stream()
                .filter(header -> answer.headers().firstValue(header).isPresent())
                .forEach(header -> seen.add(name + ": " + header));
        if (body.isEmpty()) {
            require(!response.has("content"), name + " is described with a body and has none");
            return;
        }
        String type = answer.headers()
                .firstValue("Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        JsonNode content = response.path("content").path(type);
        require(content.isObject(), name + ": " + type + " is not described");
        seen.add(name + ": " + type);
        if (type.endsWith("json") && !type.equals("application/x-ndjson")) {
            JsonNode value = json.readTree(body);
            List<Error> errors = api.errors(content.get("schema"), value);
            require(errors.isEmpty(), name + ": " + errors + " in " + body);
            if (type.equals("application/problem+json")) {
                seen.add(name + ": " + DescribedApi.cause(value.path("type").asString("")));
            }
        }
    }

    /** Parameters count as seen where they were taken. */
    private void noteRequest(String operation, HttpResponse<?> answer) {
        URI uri = answer.request().uri();
        String query = uri.getRawQuery();
        Set<String> sent = query == null
                ? Set.of()
                : Arrays.stream(query.split("&"))
                        .map(each -> each.split("=", 2)[0])
                        .collect(Collectors.toSet());
        sent.forEach(name -> seen.add(operation + " ?" + name));
        Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.addAll(answer.request().headers().map().keySet());
        api.parameters(operation, "header").stream()
                .filter(headers::contains)
                .forEach(name -> seen.add(operation + " " + name));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
