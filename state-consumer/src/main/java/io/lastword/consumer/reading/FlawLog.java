package io.lastword.consumer.reading;

import io.lastword.model.limit.Throttle;
import io.lastword.model.record.LogRecord;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which records of a type could not be read and why, without their content: one line in a while, with a count of
 * the others. All of them are in the metrics, and their entities can be listed.
 */
public final class FlawLog {

    private static final Logger log = LoggerFactory.getLogger(FlawLog.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Throttle unreadable = new Throttle(PERIOD, System::nanoTime);
    private final Throttle unaddressable = new Throttle(PERIOD, System::nanoTime);

    /** Takes note of a record if there is anything wrong with it. */
    void note(ConsumerRecord<byte[], byte[]> record, LogRecord decoded) {
        if (decoded instanceof LogRecord.Unaddressable flaw) {
            warn(unaddressable, "skipped the record", record, flaw.reason());
        } else if (decoded instanceof LogRecord.Unreadable flaw) {
            warn(unreadable, "unreadable change", record, flaw.reason());
        }
    }

    private static void warn(Throttle throttle, String what, ConsumerRecord<byte[], byte[]> record, String reason) {
        OptionalLong others = throttle.pass();
        if (others.isPresent()) {
            log.warn(
                    "{} at offset {} of {}-{} ({} more since the last line): {}",
                    what,
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    others.getAsLong(),
                    reason);
        }
    }
}
