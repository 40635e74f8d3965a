package io.lastword.producer.append;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.record.CloudEventAttributes;
import io.lastword.model.record.GivenAttributes;
import io.lastword.model.record.Partitioner;
import io.lastword.model.record.RawRecord;
import io.lastword.model.record.RecordCodec;
import io.lastword.model.types.EntityType;
import io.lastword.producer.append.WriteMeters.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends changes to the topics of their types; changes of one key given by one thread keep their order. Thread-safe. */
public final class ChangeLog {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeLog.class);

    private final LogClient client;
    private final LogStatus status;
    private final Function<EntityType, CompletableFuture<Incarnation>> incarnations;
    private final Duration backstop;
    private final Clock clock;
    private final WriteMeters meters;
    private final FailureLog failures = new FailureLog();
    private final Map<String, RecordCodec> codecs = new HashMap<>();

    /**
     * @param status of the topics of the types that can be written
     * @param incarnations tells, by a question sent after the call, which incarnation the type's topic is of
     * @param backstop how long a single append waits at most; far above what the client needs to decide
     */
    public ChangeLog(
            LogClient client,
            LogStatus status,
            Function<EntityType, CompletableFuture<Incarnation>> incarnations,
            Duration backstop,
            Clock clock,
            WriteMeters meters) {
        this.client = client;
        this.status = status;
        this.incarnations = incarnations;
        this.backstop = backstop;
        this.clock = clock;
        this.meters = meters;
        status.types().all().forEach(type -> codecs.put(type.name(), new RecordCodec(type.limits())));
    }

    /**
     * The incarnation that a change of this type would be appended to now.
     *
     * @throws ProblemException if the type cannot be written now
     */
    public Incarnation requireWritable(EntityType type) {
        return status.require(type);
    }

    /**
     * Appends a change; nobody waits here for longer than it takes to give it to the log client.
     *
     * @return completes when all in-sync replicas have it, or with a {@link ProblemException}: {@code OUTCOME_UNKNOWN} if
     *     the change may be in the log all the same, any other type if it is certainly not
     */
    public CompletableFuture<Appended> append(EntityType type, Change change, GivenAttributes attributes) {
        CompletableFuture<Appended> decided = new CompletableFuture<>();
        append(type, change, attributes, new AppendListener() {
            @Override
            public void appended(Appended appended) {
                decided.complete(appended);
            }

            @Override
            public void notWritten(ProblemException problem) {
                decided.completeExceptionally(problem);
            }

            @Override
            public void unknown(ProblemException problem) {
                decided.completeExceptionally(problem);
            }
        });
        return decided.orTimeout(backstop.toMillis(), TimeUnit.MILLISECONDS).exceptionallyCompose(failure -> {
            if (!(failure instanceof TimeoutException)) {
                return CompletableFuture.failedFuture(failure);
            }
            LOG.error("The log client has not decided on a write to '{}' within {}", type.topic(), backstop);
            return CompletableFuture.failedFuture(SendFailures.undecided(type));
        });
    }

    /** Gives a change to the log whose writer said nothing of itself. */
    public void append(EntityType type, Change change, AppendListener listener) {
        append(type, change, GivenAttributes.NONE, listener);
    }

    /** Gives a change to the log and returns, at the latest when the log client has no room for it in time. */
    @SuppressWarnings("FutureReturnValueIgnored") // The listener hears all that the future would say.
    public void append(EntityType type, Change change, GivenAttributes attributes, AppendListener listener) {
        AppendListener counted = new CountingListener(type, listener);
        Incarnation incarnation;
        try {
            incarnation = status.require(type);
        } catch (ProblemException e) {
            counted.notWritten(e);
            return;
        }
        Thread caller = Thread.currentThread();
        Instant sentAt = clock.instant();
        ProducerRecord<byte[], byte[]> record = record(type, change, attributes.complete(type, sentAt));
        Producer<byte[], byte[]> producer = null;
        try {
            Producer<byte[], byte[]> sender = client.get();
            producer = sender;
            sender.send(record, (metadata, failure) -> {
                if (failure == null && !metadata.hasOffset()) {
                    counted.unknown(SendFailures.withoutOffset(type));
                } else if (failure == null) {
                    Appended appended = new Appended(incarnation, metadata.partition(), metadata.offset(), sentAt);
                    incarnations
                            .apply(type)
                            .whenComplete((now, noAnswer) -> decideAcknowledged(type, appended, now, counted));
                } else if (Thread.currentThread() == caller) {
                    // Only what the client never took on fails before send() returns.
                    counted.notWritten(refusal(type, failure));
                } else {
                    failures.warn(type.topic(), failure);
                    replaceIfBroken(sender, failure);
                    SendFailures.decideSent(type, failure, counted);
                }
            });
        } catch (RuntimeException e) {
            if (producer != null) {
                replaceIfBroken(producer, e);
            }
            counted.notWritten(refusal(type, e));
        }
    }

    private void replaceIfBroken(Producer<byte[], byte[]> producer, Exception failure) {
        if (SendFailures.isOfTheClient(failure)) {
            client.failedForGood(producer, failure);
        }
    }

    /**
     * The topic was of this incarnation before the change was sent. Only if it still is after the acknowledgement, the
     * change is known to be in that one: incarnations do not come back.
     *
     * @param now null if the broker did not say
     */
    private static void decideAcknowledged(
            EntityType type, Appended appended, @Nullable Incarnation now, AppendListener listener) {
        if (appended.incarnation().equals(now)) {
            listener.appended(appended);
        } else {
            listener.unknown(now == null ? SendFailures.ofUnknownIncarnation(type) : SendFailures.recreated(type));
        }
    }

    private ProducerRecord<byte[], byte[]> record(EntityType type, Change change, CloudEventAttributes attributes) {
        RecordCodec codec = codecs.get(type.name());
        if (codec == null) {
            throw new IllegalArgumentException("'" + type.name() + "' is not one of the configured types");
        }
        RecordCodec.Encoded encoded = codec.encode(change, attributes);
        return new ProducerRecord<>(
                type.topic(),
                Partitioner.partition(encoded.key(), type.partitions()),
                encoded.key(),
                encoded.value(),
                headers(encoded.headers()));
    }

    private static List<Header> headers(List<RawRecord.Header> headers) {
        return headers.stream()
                .<Header>map(header -> new RecordHeader(header.name(), header.value()))
                .toList();
    }

    private ProblemException refusal(EntityType type, Exception failure) {
        failures.warn(type.topic(), failure);
        return SendFailures.refusal(type, failure);
    }

    /** Passes on the first decision only: a client in an error state throws, and then gives up what it had taken on. */
    private final class CountingListener implements AppendListener {

        private final EntityType type;
        private final AppendListener listener;
        private final AtomicBoolean decided = new AtomicBoolean();

        CountingListener(EntityType type, AppendListener listener) {
            this.type = type;
            this.listener = listener;
        }

        @Override
        public void appended(Appended change) {
            if (decided.compareAndSet(false, true)) {
                meters.count(type, Outcome.APPENDED);
                listener.appended(change);
            }
        }

        @Override
        public void notWritten(ProblemException problem) {
            if (decided.compareAndSet(false, true)) {
                meters.count(type, Outcome.NOT_WRITTEN);
                listener.notWritten(problem);
            }
        }

        @Override
        public void unknown(ProblemException problem) {
            if (decided.compareAndSet(false, true)) {
                meters.count(type, Outcome.UNKNOWN);
                listener.unknown(problem);
            }
        }
    }
}
