package io.lastword.model;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the values of declared indexes out of states, in one streaming pass. Of a member that an object has twice, the
 * last counts. Thread-safe.
 */
public final class FieldReader {

    private final List<IndexDefinition> indexes;
    private final Node root = new Node();
    private final int leaves;
    private final JsonFactory json;

    /** A step on the way to declared values: a member name or an array index. */
    private static final class Node {

        final Map<String, Node> children = new HashMap<>();
        final List<Integer> leaves = new ArrayList<>();
    }

    public FieldReader(FoldDefinition definition) {
        indexes = definition.indexes().declared();
        int leaf = 0;
        for (IndexDefinition index : indexes) {
            for (String pointer : index.pointers()) {
                Node node = root;
                for (String step : pointer.substring(1).split("/", -1)) {
                    String name = step.replace("~1", "/").replace("~0", "~");
                    node = node.children.computeIfAbsent(name, n -> new Node());
                }
                node.leaves.add(leaf++);
            }
        }
        leaves = leaf;
        json = JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(definition.limits().maxDepth())
                        .maxStringLength(definition.limits().maxBytes())
                        .maxNameLength(definition.limits().maxBytes())
                        .build())
                .build();
    }

    /**
     * The values of the declared indexes, by their order; null where the state has none of the index's kind.
     *
     * @param state one that {@link StateReader} accepts
     */
    public List<@Nullable IndexValue> read(byte[] state) {
        List<@Nullable IndexValue> values = new ArrayList<>(indexes.size());
        if (indexes.isEmpty()) {
            return values;
        }
        @Nullable Object[] found = new Object[leaves];
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), state)) {
            parser.nextToken();
            container(parser, root, found);
        }
        int leaf = 0;
        for (IndexDefinition index : indexes) {
            values.add(value(index.kind(), found, leaf));
            leaf += index.kind().arity();
        }
        return values;
    }

    /** The same values as they stand in the indexes. */
    public IndexedValues readIndexed(byte[] state) {
        if (indexes.isEmpty()) {
            return IndexedValues.NONE;
        }
        List<byte @Nullable []> encoded = new ArrayList<>(indexes.size());
        for (IndexValue value : read(state)) {
            encoded.add(value == null ? null : value.encode());
        }
        return IndexedValues.of(encoded);
    }

    /** Whether there is nothing to read. */
    public boolean isIdle() {
        return indexes.isEmpty();
    }

    private static void container(JsonParser parser, Node node, @Nullable Object[] found) {
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        int element = 0;
        for (JsonToken token = parser.nextToken(); !token.isStructEnd(); token = parser.nextToken()) {
            String step = object ? parser.currentName() : Integer.toString(element++);
            if (object) {
                token = parser.nextToken();
            }
            Node child = node.children.get(step);
            if (child == null) {
                parser.skipChildren();
                continue;
            }
            forget(child, found);
            for (int leaf : child.leaves) {
                found[leaf] = scalar(parser, token);
            }
            if (token.isStructStart()) {
                container(parser, child, found);
            }
        }
    }

    private static void forget(Node node, @Nullable Object[] found) {
        node.leaves.forEach(leaf -> found[leaf] = null);
        node.children.values().forEach(child -> forget(child, found));
    }

    private static @Nullable Object scalar(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static @Nullable IndexValue value(IndexDefinition.Kind kind, @Nullable Object[] found, int leaf) {
        Object value = found[leaf];
        return switch (kind) {
            case STRING ->
                value instanceof String text && IndexValue.Text.fits(text) ? new IndexValue.Text(text) : null;
            case NUMBER -> value instanceof BigDecimal number ? number(number) : null;
            case BOOLEAN -> value instanceof Boolean flag ? new IndexValue.Flag(flag) : null;
            case INSTANT -> value instanceof String text ? moment(text) : null;
            case GEO ->
                value instanceof BigDecimal latitude && found[leaf + 1] instanceof BigDecimal longitude
                        ? place(latitude, longitude)
                        : null;
        };
    }

    private static @Nullable IndexValue number(BigDecimal number) {
        BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        return DecimalCode.fits(plain) ? new IndexValue.Number(plain) : null;
    }

    private static @Nullable IndexValue moment(String text) {
        try {
            return new IndexValue.Moment(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable IndexValue place(BigDecimal latitude, BigDecimal longitude) {
        double lat = latitude.doubleValue();
        double lon = longitude.doubleValue();
        return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? new IndexValue.Place(lat, lon) : null;
    }
}
