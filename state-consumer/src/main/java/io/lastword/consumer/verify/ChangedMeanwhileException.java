package io.lastword.consumer.verify;

/** Log or store became another one while a partition was verified; what was found is void. */
final class ChangedMeanwhileException extends RuntimeException {

    ChangedMeanwhileException(String message) {
        super(message);
    }
}
