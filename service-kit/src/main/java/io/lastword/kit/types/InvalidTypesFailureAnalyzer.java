package io.lastword.kit.types;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes a start with unusable types end with a message instead of a stack trace. */
final class InvalidTypesFailureAnalyzer extends AbstractFailureAnalyzer<InvalidTypesException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, InvalidTypesException cause) {
        return new FailureAnalysis(cause.getMessage(), "Correct types.yml, then start again.", cause);
    }
}
