package io.lastword.consumer.verify;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What is kept of one entity to compare it by.
 *
 * @param fingerprint of the stored value's bytes; 0 for an unreadable entity, whose reason may be worded anew
 */
record Entry(Kind kind, long revision, long fingerprint) {

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
        return new Entry(Kind.SNAPSHOT, revision, fingerprint(storedValue));
    }

    static Entry unreadable(long revision) {
        return new Entry(Kind.UNREADABLE, revision, 0);
    }

    private static long fingerprint(byte[] value) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(value))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
