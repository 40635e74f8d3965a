package io.lastword.model;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
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
    private final FieldTree tree;
    private final int leaves;
    private final JsonFactory json;

    public FieldReader(FoldDefinition definition) {
        indexes = definition.indexes().declared();
        tree = FieldTree.of(indexes);
        leaves = indexes.stream().mapToInt(index -> index.kind().arity()).sum();
        json = JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(definition.limits().maxDepth())
                        .maxStringLength(definition.limits().maxBytes())
                        .maxNameLength(definition.limits().maxBytes())
                        .build())
                .build();
    }

    /** Whether there is nothing to read. */
    public boolean isIdle() {
        return indexes.isEmpty();
    }

    /**
     * The values of the declared indexes, by their order; null where the state has none of the index's kind.
     *
     * @param state one that {@link StateReader} accepts
     */
    public List<@Nullable IndexValue> read(byte[] state) {
        @Nullable Object[] found = new Object[leaves];
        if (!isIdle()) {
            try (JsonParser parser = json.createParser(ObjectReadContext.empty(), state)) {
                parser.nextToken();
                container(parser, tree, found);
            }
        }
        return values(found);
    }

    /** The same values as they stand in the indexes. Nearly every state is read at a glance. */
    public IndexedValues readIndexed(byte[] state) {
        if (isIdle()) {
            return IndexedValues.NONE;
        }
        FieldScanner scanner = FieldScanner.scan(state, tree, leaves);
        @Nullable Object[] found = scanner == null ? null : scalars(state, scanner);
        List<byte @Nullable []> encoded = new ArrayList<>(indexes.size());
        for (IndexValue value : found == null ? read(state) : values(found)) {
            encoded.add(value == null ? null : value.encode());
        }
        return IndexedValues.of(encoded);
    }

    private List<@Nullable IndexValue> values(@Nullable Object[] found) {
        List<@Nullable IndexValue> values = new ArrayList<>(indexes.size());
        int leaf = 0;
        for (IndexDefinition index : indexes) {
            values.add(value(index.kind(), found, leaf));
            leaf += index.kind().arity();
        }
        return values;
    }

    private static void container(JsonParser parser, FieldTree node, @Nullable Object[] found) {
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        int element = 0;
        for (JsonToken token = parser.nextToken(); !token.isStructEnd(); token = parser.nextToken()) {
            String step = object ? parser.currentName() : Integer.toString(element++);
            if (object) {
                token = parser.nextToken();
            }
            FieldTree child = node.child(step);
            if (child == null) {
                parser.skipChildren();
                continue;
            }
            child.forEachLeaf(leaf -> found[leaf] = null);
            for (int leaf : child.leaves()) {
                found[leaf] = scalar(parser, token);
            }
            if (token.isStructStart()) {
                container(parser, child, found);
            }
        }
    }

    private static @Nullable Object scalar(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> decimal(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** What was found as bytes; null if one of them has to be decoded. */
    private @Nullable Object @Nullable [] scalars(byte[] state, FieldScanner scanner) {
        @Nullable Object[] found = new Object[leaves];
        for (int leaf = 0; leaf < leaves; leaf++) {
            int from = scanner.from(leaf);
            int to = scanner.to(leaf);
            if (from >= to) {
                continue;
            }
            switch (state[from]) {
                case '"' -> {
                    String text = new String(state, from + 1, to - from - 2, StandardCharsets.UTF_8);
                    if (text.indexOf('\\') >= 0) {
                        return null;
                    }
                    found[leaf] = text;
                }
                case 't' -> found[leaf] = true;
                case 'f' -> found[leaf] = false;
                case '{', '[', 'n' -> {}
                default -> found[leaf] = decimal(new String(state, from, to - from, StandardCharsets.US_ASCII));
            }
        }
        return found;
    }

    /** Null for a number whose exponent is beyond all bounds. */
    private static @Nullable BigDecimal decimal(String number) {
        try {
            return new BigDecimal(number);
        } catch (NumberFormatException e) {
            return null;
        }
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
