package io.lastword.producer.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.UniqueItemsValidator;
import com.networknt.schema.path.NodePath;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The keyword {@code uniqueItems}, compared as texts: the validator's own comparison takes minutes for items that a writer
 * has chosen to have one hash code.
 */
final class UniqueItems extends AbstractKeyword {

    UniqueItems() {
        super(KeywordType.UNIQUE_ITEMS.getValue());
    }

    @Override
    public KeywordValidator newValidator(
            SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
        return new Validator(location, value, parent, context);
    }

    /** Two arrays are given to the validator for all others: it has one verdict on each. */
    private static final class Validator extends UniqueItemsValidator {

        private static final ArrayNode SAME =
                JsonNodeFactory.instance.arrayNode().add(true).add(true);

        Validator(SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
            super(location, value, parent, context);
        }

        @Override
        public void validate(ExecutionContext context, JsonNode items, JsonNode root, NodePath at) {
            if (items.isArray() && hasTwins(items)) {
                super.validate(context, SAME, root, at);
            }
        }

        private static boolean hasTwins(JsonNode items) {
            Set<String> seen = new HashSet<>();
            for (JsonNode item : items) {
                Judging.checkTime();
                StringBuilder text = new StringBuilder();
                write(item, text);
                if (!seen.add(text.toString())) {
                    return true;
                }
            }
            return false;
        }

        /** The same text for what JSON Schema calls equal: numbers by value, objects in any order of members. */
        private static void write(JsonNode value, StringBuilder text) {
            switch (value.getNodeType()) {
                case NUMBER -> text.append(number(value));
                case ARRAY -> {
                    text.append('[');
                    value.forEach(each -> {
                        write(each, text);
                        text.append(',');
                    });
                    text.append(']');
                }
                case OBJECT -> {
                    Map<String, JsonNode> members = new TreeMap<>();
                    value.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
                    text.append('{');
                    members.forEach((name, each) -> {
                        text.append(name.length()).append(':').append(name);
                        write(each, text);
                        text.append(',');
                    });
                    text.append('}');
                }
                case STRING ->
                    text.append('"')
                            .append(value.asString().length())
                            .append(':')
                            .append(value.asString());
                default -> text.append(value);
            }
        }

        private static BigDecimal number(JsonNode value) {
            BigDecimal number = value.decimalValue();
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }
    }
}
