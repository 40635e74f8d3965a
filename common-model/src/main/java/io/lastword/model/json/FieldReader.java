package io.lastword.model.json;

import io.lastword.model.index.Decimals;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexValue;
import io.lastword.model.index.IndexedValues;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.text.Times;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
 * last counts. Fold, verification and filters all read by it, so that they judge alike, and it never fails: what cannot
 * be read stands in no index. Thread-safe.
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
        return values(isIdle() ? nothing() : parsed(state));
    }

    /** The same values as they stand in the indexes. */
    public IndexedValues readIndexed(byte[] state) {
        return isIdle() ? IndexedValues.NONE : IndexedValues.of(readEncoded(state));
    }

    /** The same values encoded, by the order of the indexes. Nearly every state is read at a glance. */
    public List<byte @Nullable []> readEncoded(byte[] state) {
        List<byte @Nullable []> encoded = new ArrayList<>(indexes.size());
        if (!isIdle()) {
            @Nullable Object[] found = scanned(state);
            for (IndexValue value : values(found == null ? parsed(state) : found)) {
                encoded.add(value == null ? null : value.encode());
            }
        }
        return encoded;
    }

    private @Nullable Object[] nothing() {
        return new Object[leaves];
    }

    private @Nullable Object[] parsed(byte[] state) {
        @Nullable Object[] found = nothing();
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), state)) {
            parser.nextToken();
            container(parser, tree, found);
            return found;
        } catch (RuntimeException | StackOverflowError e) {
            return nothing();
        }
    }

    /** What was found at a glance; null if that did not succeed. */
    private @Nullable Object @Nullable [] scanned(byte[] state) {
        try {
            FieldScanner scanner = FieldScanner.scan(state, tree, leaves);
            return scanner == null ? null : scalars(state, scanner);
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }

    private List<@Nullable IndexValue> values(@Nullable Object[] found) {
        List<@Nullable IndexValue> values = new ArrayList<>(indexes.size());
        int leaf = 0;
        for (IndexDefinition index : indexes) {
            values.add(valueOrNull(index.kind(), found, leaf));
            leaf += index.kind().arity();
        }
        return values;
    }

    /** One that could not be encoded is none. */
    private static @Nullable IndexValue valueOrNull(IndexDefinition.Kind kind, @Nullable Object[] found, int leaf) {
        try {
            return value(kind, found, leaf);
        } catch (RuntimeException e) {
            return null;
        }
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
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Decimals.read(parser.getString());
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
                default -> found[leaf] = Decimals.read(new String(state, from, to - from, StandardCharsets.US_ASCII));
            }
        }
        return found;
    }

    private static @Nullable IndexValue value(IndexDefinition.Kind kind, @Nullable Object[] found, int leaf) {
        Object value = found[leaf];
        return switch (kind) {
            case STRING ->
                value instanceof String text && IndexValue.Text.fits(text) ? new IndexValue.Text(text) : null;
            case NUMBER -> value instanceof BigDecimal number ? new IndexValue.Number(number) : null;
            case BOOLEAN -> value instanceof Boolean flag ? new IndexValue.Flag(flag) : null;
            case INSTANT -> value instanceof String text ? moment(text) : null;
            case GEO ->
                value instanceof BigDecimal latitude && found[leaf + 1] instanceof BigDecimal longitude
                        ? place(latitude, longitude)
                        : null;
        };
    }

    private static @Nullable IndexValue moment(String text) {
        Instant instant = Times.read(text);
        return instant == null ? null : new IndexValue.Moment(instant);
    }

    private static @Nullable IndexValue place(BigDecimal latitude, BigDecimal longitude) {
        double lat = latitude.doubleValue();
        double lon = longitude.doubleValue();
        return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? new IndexValue.Place(lat, lon) : null;
    }
}
