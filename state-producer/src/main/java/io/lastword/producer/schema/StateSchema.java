package io.lastword.producer.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;

/**
 * The JSON Schema (2020-12) that the states of a type must satisfy. {@code format} is an annotation, as the standard has
 * it, and of a repeated member name the last value counts. Thread-safe.
 */
public final class StateSchema {

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final int MESSAGES = 5;

    /** Far from what a thread's stack holds. */
    private static final int MOST_NESTED = 500;

    /** Reads what {@code StateReader} accepts: its limits are those of the type, and a verdict depends on no other state. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(1001)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .nodeFactory(new WholeNumbers())
            .build();

    private final byte[] source;
    private final JsonNode document;
    private final Schema schema;

    private StateSchema(byte[] source, JsonNode document, Schema schema) {
        this.source = source;
        this.document = document;
        this.schema = schema;
    }

    /**
     * Reads a schema, completely: what is wrong with it shows here and not with the first state.
     *
     * @throws InvalidSchemaException if it is none, or refers to other documents
     */
    public static StateSchema parse(byte[] source) throws InvalidSchemaException {
        JsonNode document = read(source);
        if (!document.isObject()) {
            throw new InvalidSchemaException("is not a JSON object");
        }
        String dialect = document.path("$schema").asString(DIALECT);
        if (!dialect.equals(DIALECT) && !dialect.equals(DIALECT + "#")) {
            throw new InvalidSchemaException("is of '" + dialect + "'; only " + DIALECT + " is understood");
        }
        List<String> mistakes = SchemaRefs.findMistakes(document);
        if (!mistakes.isEmpty()) {
            throw new InvalidSchemaException(String.join("; ", mistakes));
        }
        try {
            List<Error> errors =
                    registry(true).getSchema(SchemaLocation.of(DIALECT)).validate(document);
            if (!errors.isEmpty()) {
                throw new InvalidSchemaException("is not valid: "
                        + errors.stream()
                                .map(error -> violation(error).describe())
                                .limit(MESSAGES)
                                .collect(Collectors.joining("; ")));
            }
            Schema schema = registry(false).getSchema(document);
            schema.initializeValidators();
            return new StateSchema(source.clone(), document, schema);
        } catch (SchemaException e) {
            throw new InvalidSchemaException("cannot be used: " + e.getMessage());
        }
    }

    /** The document as it was read. */
    public byte[] source() {
        return source.clone();
    }

    /** Says how a state, which is readable JSON, is not as the schema has it; empty if it is. */
    public List<Violation> findViolations(byte[] state) {
        JsonNode tree = JSON.readTree(state);
        try {
            return schema
                    .validate(
                            tree, context -> context.executionConfig(config -> config.maxEvaluationDepth(MOST_NESTED)))
                    .stream()
                    .map(StateSchema::violation)
                    .toList();
        } catch (ValidationLimitExceededException e) {
            return List.of(new Violation(
                    e.getInstanceLocation().toString(),
                    "$ref",
                    "nests too deep: the schema would be applied within itself more than " + MOST_NESTED + " times"));
        } catch (StackOverflowError e) {
            return List.of(unjudged("it takes more stack than there is, as a pattern that repeats a group does"));
        } catch (RuntimeException e) {
            return List.of(unjudged(e.toString()));
        }
    }

    /** Whether both are the same JSON. */
    public boolean isSameAs(StateSchema other) {
        return document.equals(other.document);
    }

    /** Says what this schema refuses that an earlier one allowed; empty if nothing. */
    public List<String> findNarrowings(StateSchema earlier) {
        return SchemaComparison.findNarrowings(earlier.document, document);
    }

    private static JsonNode read(byte[] source) throws InvalidSchemaException {
        try {
            return JSON.readTree(source);
        } catch (JacksonException e) {
            throw new InvalidSchemaException("is not JSON: " + e.getOriginalMessage());
        }
    }

    private static SchemaRegistry registry(boolean formats) {
        return SchemaRegistry.withDialect(
                Dialects.getDraft202012(),
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .locale(Locale.ROOT)
                        .pathType(PathType.JSON_POINTER)
                        .formatAssertionsEnabled(formats)
                        .build()));
    }

    private static Violation unjudged(String reason) {
        return new Violation("", "", "cannot be judged by the schema: " + reason);
    }

    private static Violation violation(Error error) {
        return new Violation(error.getInstanceLocation().toString(), error.getKeyword(), error.getMessage());
    }

    /** Reads what is beyond the range of a long as a whole number, also if it is written with a fraction or an exponent. */
    private static final class WholeNumbers extends JsonNodeFactory {

        private static final long serialVersionUID = 1L;

        @Override
        public NumericNode numberNode(double number) {
            // The validators ask a floating-point number for its long, which one that is too large refuses.
            return Double.isFinite(number) && Math.abs(number) >= 0x1p63
                    ? BigIntegerNode.valueOf(BigDecimal.valueOf(number).toBigInteger())
                    : super.numberNode(number);
        }
    }
}
