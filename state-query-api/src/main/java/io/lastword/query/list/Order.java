package io.lastword.query.list;

import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexValue;
import io.lastword.model.store.FoldDefinition;
import io.lastword.query.filter.ByteRange;
import org.jspecify.annotations.Nullable;

/** In which order entities are listed, which is also how they are found. */
public sealed interface Order {

    /** Name of the index that is read. */
    String index();

    /** The index as it is declared, or null for that of ids. */
    @Nullable
    IndexDefinition declared();

    /** The order as text that says it all. */
    String text();

    /**
     * By value and then by id, or by id alone.
     *
     * @param declared the index, or null for that of ids
     * @param range of its members
     */
    record Sorted(@Nullable IndexDefinition declared, ByteRange range) implements Order {

        @Override
        public String index() {
            return declared == null ? IndexDefinition.ID : declared.name();
        }

        @Override
        public String text() {
            return "by " + (declared == null ? IndexDefinition.ID : declared.toString());
        }
    }

    /**
     * By distance and then by id.
     *
     * @param declared the index of coordinates
     * @param center what is near
     * @param radius in metres, above 0: what is farther away is left out
     */
    record Nearest(IndexDefinition declared, IndexValue.Place center, double radius) implements Order {

        @Override
        public String index() {
            return declared.name();
        }

        @Override
        public String text() {
            return "near " + declared + " " + center + " " + radius;
        }
    }

    /** Whether snapshots that were folded so have an index, as it is declared. */
    static boolean isDeclaredIn(String definition, @Nullable IndexDefinition index) {
        return FoldDefinition.parse(definition)
                .map(FoldDefinition::indexes)
                .filter(indexes -> index == null
                        ? indexes.byId()
                        : indexes.find(index.name()).filter(index::equals).isPresent())
                .isPresent();
    }
}
