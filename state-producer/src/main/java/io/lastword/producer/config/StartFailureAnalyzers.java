package io.lastword.producer.config;

import io.lastword.producer.topics.TopicRefusedException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes a start that is refused end with a message instead of a stack trace. */
final class StartFailureAnalyzers {

    private StartFailureAnalyzers() {}

    static final class Topics extends AbstractFailureAnalyzer<TopicRefusedException> {

        @Override
        protected FailureAnalysis analyze(Throwable root, TopicRefusedException cause) {
            return new FailureAnalysis(
                    cause.getMessage(),
                    "Change the topic or the configuration as said above, then start again.",
                    cause);
        }
    }
}
