package io.lastword.consumer.verify;

/** A slice has more keys than may be held at once; nothing was concluded, and its halves are to be tried instead. */
final class SliceTooLargeException extends RuntimeException {

    SliceTooLargeException(Slice slice, int maxKeys) {
        super(slice + " has more than " + maxKeys + " keys", null, false, false);
    }
}
