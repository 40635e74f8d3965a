package io.lastword.producer.command;

import io.lastword.kit.http.rules.Durations;
import io.lastword.producer.workload.WorkloadKind;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what is given on the command line, and says what it should have been. */
final class Values {

    private Values() {}

    static final class WholeNumber implements ITypeConverter<Long> {

        @Override
        public Long convert(String text) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a whole number");
            }
        }
    }

    static final class Time implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            return Durations.find(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is not a time with its unit, such as 30s, 10m or 2h"));
        }
    }

    static final class Workload implements ITypeConverter<WorkloadKind> {

        @Override
        public WorkloadKind convert(String text) {
            return WorkloadKind.find(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no workload; the known ones are: " + WorkloadKind.names()));
        }
    }
}
