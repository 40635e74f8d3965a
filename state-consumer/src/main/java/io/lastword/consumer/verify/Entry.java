package io.lastword.consumer.verify;

import java.util.List;

/**
 * What is kept of one entity to compare it by.
 *
 * @param fingerprint of the stored value's bytes; 0 for an unreadable entity, whose reason may be worded anew
 * @param places where the log has it in the indexes; nothing for an entity that was read from the store
 */
record Entry(Kind kind, long revision, long fingerprint, List<Place> places) {

    enum Kind {
        SNAPSHOT("a snapshot"),
        UNREADABLE("unreadable");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    static Entry snapshot(long revision, byte[] storedValue) {
        return snapshot(revision, storedValue, List.of());
    }

    static Entry snapshot(long revision, byte[] storedValue, List<Place> places) {
        return new Entry(Kind.SNAPSHOT, revision, Fingerprint.of(storedValue), places);
    }

    static Entry unreadable(long revision) {
        return new Entry(Kind.UNREADABLE, revision, 0, List.of());
    }
}
