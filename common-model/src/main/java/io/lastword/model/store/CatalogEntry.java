package io.lastword.model.store;

import io.lastword.model.entity.Incarnation;
import org.jspecify.annotations.Nullable;

/**
 * What the consumer tells readers of one type, as the text {@code <topic id> <partitions>}.
 *
 * @param incarnation of the type's topic
 * @param partitions of the type's topic
 */
public record CatalogEntry(Incarnation incarnation, int partitions) {

    public String encode() {
        return incarnation.topicId() + " " + partitions;
    }

    /** Reads an entry back, or returns null if the text is not one. */
    public static @Nullable CatalogEntry decode(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            return null;
        }
        try {
            int partitions = Integer.parseInt(text.substring(space + 1));
            return partitions < 1 ? null : new CatalogEntry(new Incarnation(text.substring(0, space)), partitions);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
