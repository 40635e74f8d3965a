package io.lastword.producer.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import io.lastword.producer.schema.Judging.CutOff;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

    private static final JsonMapper SCHEMAS = reader(new WholeNumbers(false));

    /** Reads what {@code StateReader} accepts: its limits are those of the type, and a verdict depends on no other state. */
    private static final JsonMapper STATES = reader(new WholeNumbers(true));

    /** Bytes of states that are trees at a time; a tree may take twenty times as many. */
    private static final int MOST_PARSED_BYTES = 4 << 20;

    private static final Semaphore PARSED = new Semaphore(MOST_PARSED_BYTES, true);

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
        List<String> mistakes = new ArrayList<>(SchemaRefs.findMistakes(document));
        findEndless(document, "", mistakes);
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

    /**
     * Says how a state, which is readable JSON, is not as the schema has it.
     *
     * @throws VerdictOverdueException if nothing was found within this time, and not everything was looked at
     */
    public Verdict judge(byte[] state, Duration within) throws VerdictOverdueException {
        int size = Math.min(MOST_PARSED_BYTES, state.length);
        try {
            if (!PARSED.tryAcquire(size, within.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new VerdictOverdueException(within);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerdictOverdueException(within);
        }
        try {
            return judgeNow(state, within);
        } finally {
            PARSED.release(size);
        }
    }

    private Verdict judgeNow(byte[] state, Duration within) throws VerdictOverdueException {
        Judging judging = new Judging(
                ExecutionConfig.builder().maxEvaluationDepth(MOST_NESTED).build(), within);
        judging.begin();
        try {
            // Its errors are those that the judging has found.
            schema.validate(judging, STATES.readTree(state), OutputFormat.DEFAULT);
            return verdict(judging, true);
        } catch (CutOff e) {
            if (e.isTimeUp() && judging.found().isEmpty()) {
                throw new VerdictOverdueException(within);
            }
            return verdict(judging, false);
        } catch (ValidationLimitExceededException e) {
            return Verdict.of(new Violation(
                    e.getInstanceLocation().toString(),
                    "$ref",
                    "nests too deep: the schema would be applied within itself more than " + MOST_NESTED + " times"));
        } catch (StackOverflowError e) {
            return Verdict.of(unjudged("it takes more stack than there is, as a pattern that repeats a group does"));
        } catch (RuntimeException e) {
            return Verdict.of(unjudged(e.toString()));
        } finally {
            judging.end();
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

    /** One line for each number that no double can hold. */
    private static void findEndless(JsonNode at, String pointer, List<String> mistakes) {
        if (at.isDouble() && !Double.isFinite(at.doubleValue())) {
            mistakes.add("has a number at " + pointer + " that is beyond the range of a double (about 1.8e308), so that"
                    + " nothing can be compared with it; leave it out, or write one within the range");
        }
        at.properties()
                .forEach(member -> findEndless(
                        member.getValue(),
                        pointer + "/" + member.getKey().replace("~", "~0").replace("/", "~1"),
                        mistakes));
        if (at.isArray()) {
            for (int i = 0; i < at.size(); i++) {
                findEndless(at.get(i), pointer + "/" + i, mistakes);
            }
        }
    }

    private static JsonMapper reader(WholeNumbers numbers) {
        return JsonMapper.builder(JsonFactory.builder()
                        .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(1001)
                                .maxNameLength(Integer.MAX_VALUE)
                                .maxStringLength(Integer.MAX_VALUE)
                                .build())
                        .build())
                .nodeFactory(numbers)
                .build();
    }

    private static JsonNode read(byte[] source) throws InvalidSchemaException {
        try {
            return SCHEMAS.readTree(source);
        } catch (JacksonException e) {
            throw new InvalidSchemaException("is not JSON: " + e.getOriginalMessage());
        }
    }

    private static SchemaRegistry registry(boolean formats) {
        return SchemaRegistry.withDialect(
                Dialect.builder(Dialects.getDraft202012())
                        .keyword(new UniqueItems())
                        .build(),
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .locale(Locale.ROOT)
                        .pathType(PathType.JSON_POINTER)
                        .formatAssertionsEnabled(formats)
                        .regularExpressionFactory(new TimedPatterns())
                        .build()));
    }

    private static Verdict verdict(Judging judging, boolean whole) {
        List<Error> found = judging.found();
        return new Verdict(
                found.stream()
                        .limit(Verdict.MOST_VIOLATIONS)
                        .map(StateSchema::violation)
                        .toList(),
                whole && found.size() <= Verdict.MOST_VIOLATIONS);
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

        /** Beyond every bound that a schema can have, and with as few digits as that takes. */
        private static final BigInteger BEYOND = BigInteger.TEN.pow(309);

        private final boolean beyondDouble;

        /** @param beyondDouble whether there are numbers beyond the range of a double: all of a sign are read as one */
        WholeNumbers(boolean beyondDouble) {
            this.beyondDouble = beyondDouble;
        }

        @Override
        public NumericNode numberNode(double number) {
            if (beyondDouble && Double.isInfinite(number)) {
                return BigIntegerNode.valueOf(number > 0 ? BEYOND : BEYOND.negate());
            }
            // The validators ask a floating-point number for its long, which one that is too large refuses.
            return Double.isFinite(number) && Math.abs(number) >= 0x1p63
                    ? BigIntegerNode.valueOf(BigDecimal.valueOf(number).toBigInteger())
                    : super.numberNode(number);
        }
    }
}
