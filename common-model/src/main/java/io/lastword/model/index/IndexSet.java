package io.lastword.model.index;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The indexes of one entity type.
 *
 * @param byId whether entities can be listed in the order of their ids
 * @param declared by name, at most {@value #MAX_DECLARED}, at most one of them {@link IndexDefinition.Kind#GEO}
 */
public record IndexSet(boolean byId, List<IndexDefinition> declared) {

    public static final int MAX_DECLARED = 16;

    /** What a type has that declares nothing. */
    public static final IndexSet BY_ID = new IndexSet(true, List.of());

    public IndexSet {
        declared = declared.stream()
                .sorted(Comparator.comparing(IndexDefinition::name))
                .toList();
    }

    /** The names of all indexes, that of ids first. */
    public List<String> names() {
        return Stream.concat(
                        byId ? Stream.of(IndexDefinition.ID) : Stream.empty(),
                        declared.stream().map(IndexDefinition::name))
                .toList();
    }

    public Optional<IndexDefinition> find(String name) {
        return declared.stream().filter(index -> index.name().equals(name)).findFirst();
    }

    /** The index of coordinates, if there is one. */
    public Optional<IndexDefinition> geo() {
        return declared.stream()
                .filter(index -> index.kind() == IndexDefinition.Kind.GEO)
                .findFirst();
    }
}
