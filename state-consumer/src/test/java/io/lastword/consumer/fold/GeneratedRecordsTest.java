package io.lastword.consumer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexSet;
import io.lastword.model.index.IndexValue;
import io.lastword.model.index.IndexedValues;
import io.lastword.model.json.FieldReader;
import io.lastword.model.record.LogRecord;
import io.lastword.model.record.RawRecord;
import io.lastword.model.record.RecordCodec;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.StoredEntityCodec;
import io.lastword.test.GeneratedState;
import io.lastword.test.GeneratedStates;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever stands in a record, it concerns that record's entity only, and every way of reading it says the same. */
class GeneratedRecordsTest {

    private static final long SEED = 20_261_128;
    private static final int RECORDS = 240_000;
    private static final int RUN = 2_000;
    private static final int KEYS = 300;

    private static final IndexSet INDEXES = new IndexSet(
            true,
            List.of(
                    index("flag", Kind.BOOLEAN, "/b"),
                    index("moment", Kind.INSTANT, "/t"),
                    index("number", Kind.NUMBER, "/n"),
                    index("place", Kind.GEO, "/lat", "/lon"),
                    index("text", Kind.STRING, "/s")));
    private static final FoldDefinition DEFINITION = new FoldDefinition(new StateLimits(20_000, 100), INDEXES);

    private final RecordCodec codec = new RecordCodec(DEFINITION.limits());
    private final FieldReader reader = new FieldReader(DEFINITION);
    private final Fold fold = new Fold(0, 1, reader);
    private final Random random = new Random(SEED);

    @Test
    void shouldReadEveryRecordAsItIsMeantInEveryWay() {
        GeneratedStates states = new GeneratedStates(SEED);
        GeneratedState before = null;
        List<byte @Nullable []> encodedBefore = List.of();
        int[] indexed = new int[INDEXES.declared().size()];
        int readable = 0;
        for (int i = 0; i < RECORDS; i++) {
            GeneratedState state = states.next();
            byte[] json = state.json().getBytes(StandardCharsets.UTF_8);

            LogRecord decoded = codec.decode(raw(i, "k", json));

            if (!state.readable()) {
                requireThat(decoded instanceof LogRecord.Unreadable, i, state, "unreadable");
                continue;
            }
            requireThat(decoded instanceof LogRecord.Readable, i, state, "readable");
            readable++;
            List<@Nullable IndexValue> values = reader.read(json);
            requireThat(values.equals(expected(state)), i, state, "values " + values);
            List<byte @Nullable []> encoded = new ArrayList<>();
            for (int index = 0; index < values.size(); index++) {
                IndexValue value = values.get(index);
                indexed[index] += value == null ? 0 : 1;
                encoded.add(value == null ? null : value.encode());
                requireThat(
                        value == null || value.equals(decodedAgain(index, value)), i, state, "decoded again: " + value);
            }
            requireThat(
                    reader.readIndexed(json).equals(IndexedValues.of(encoded)), i, state, "the same read at a glance");
            if (before != null) {
                requireSameOrder(i, before, encodedBefore, state, encoded);
            }
            before = state;
            encodedBefore = encoded;
        }
        assertThat(readable).isBetween(RECORDS * 8 / 10, RECORDS - RECORDS / 100);
        assertThat(Arrays.stream(indexed).min().orElseThrow()).isGreaterThan(RECORDS / 4);
    }

    @Test
    void shouldFoldTheFullLogLikeTheCompactedOne() {
        GeneratedStates states = new GeneratedStates(SEED + 1);
        for (int run = 0; run < RECORDS / RUN; run++) {
            List<LogRecord> full = new ArrayList<>();
            Map<String, LogRecord> lastWords = new LinkedHashMap<>();
            for (int i = 0; i < RUN; i++) {
                String key = "k" + random.nextInt(KEYS);
                byte[] value =
                        random.nextInt(10) == 0 ? null : states.next().json().getBytes(StandardCharsets.UTF_8);
                LogRecord record = codec.decode(raw(i, key, value));
                full.add(record);
                lastWords.remove(key);
                lastWords.put(key, record);
            }

            Map<String, String> ofFull = store(full, 1 + random.nextInt(RUN));
            Map<String, String> ofCompacted = store(List.copyOf(lastWords.values()), 1 + random.nextInt(RUN));

            assertThat(ofFull).isEqualTo(ofCompacted);
        }
    }

    /** What the store holds after these records, in steps of some size. */
    private Map<String, String> store(List<LogRecord> records, int step) {
        Map<String, String> store = new LinkedHashMap<>();
        for (int from = 0; from < records.size(); from += step) {
            Delta delta = fold.reduce(records.subList(from, Math.min(records.size(), from + step)));
            delta.outcomes().forEach((id, outcome) -> {
                if (outcome instanceof Outcome.Present present) {
                    store.put(
                            id.value(),
                            new String(
                                    StoredEntityCodec.encode(present.snapshot(), present.indexed()),
                                    StandardCharsets.ISO_8859_1));
                } else if (outcome instanceof Outcome.Unreadable unreadable) {
                    store.put(
                            id.value(),
                            new String(StoredEntityCodec.encode(unreadable.entity()), StandardCharsets.ISO_8859_1));
                } else {
                    store.remove(id.value());
                }
            });
        }
        return store;
    }

    private static List<@Nullable IndexValue> expected(GeneratedState state) {
        List<@Nullable IndexValue> values = new ArrayList<>();
        values.add(state.flag() == null ? null : new IndexValue.Flag(state.flag()));
        GeneratedState.Moment moment = state.moment();
        values.add(
                moment == null ? null : new IndexValue.Moment(Instant.ofEpochSecond(moment.second(), moment.nano())));
        values.add(state.number() == null ? null : new IndexValue.Number(decimal(state.number())));
        GeneratedState.Place place = state.place();
        values.add(place == null ? null : new IndexValue.Place(place.latitude(), place.longitude()));
        values.add(state.text() == null ? null : new IndexValue.Text(state.text()));
        return values;
    }

    private static BigDecimal decimal(GeneratedState.Decimal number) {
        return number.sign() == 0
                ? BigDecimal.ZERO
                : new BigDecimal(
                        new BigInteger(number.digits()).multiply(BigInteger.valueOf(number.sign())),
                        number.digits().length() - 1 - number.power().intValueExact());
    }

    private static IndexValue decodedAgain(int index, IndexValue value) {
        return IndexValue.decode(INDEXES.declared().get(index).kind(), ByteBuffer.wrap(value.encode()));
    }

    private static void requireSameOrder(
            int i,
            GeneratedState one,
            List<byte @Nullable []> encodedOne,
            GeneratedState other,
            List<byte @Nullable []> encodedOther) {
        requireSameOrder(i, other, one.flag(), other.flag(), encodedOne.get(0), encodedOther.get(0));
        requireSameOrder(i, other, one.moment(), other.moment(), encodedOne.get(1), encodedOther.get(1));
        requireSameOrder(i, other, one.number(), other.number(), encodedOne.get(2), encodedOther.get(2));
        byte[] text = one.text() == null ? null : one.text().getBytes(StandardCharsets.UTF_8);
        byte[] otherText = other.text() == null ? null : other.text().getBytes(StandardCharsets.UTF_8);
        if (text != null && otherText != null) {
            int meant = Integer.signum(Arrays.compareUnsigned(text, otherText));
            requireThat(meant == order(encodedOne.get(4), encodedOther.get(4)), i, other, "in the order of its text");
        }
    }

    private static <T extends Comparable<T>> void requireSameOrder(
            int i,
            GeneratedState state,
            @Nullable T one,
            @Nullable T other,
            byte @Nullable [] encodedOne,
            byte @Nullable [] encodedOther) {
        if (one != null && other != null) {
            int meant = Integer.signum(one.compareTo(other));
            requireThat(meant == order(encodedOne, encodedOther), i, state, "in order behind " + one);
        }
    }

    private static int order(byte @Nullable [] one, byte @Nullable [] other) {
        return Integer.signum(Arrays.compareUnsigned(one, other));
    }

    private static void requireThat(boolean holds, int i, GeneratedState state, String what) {
        if (!holds) {
            throw new AssertionError("record " + i + " is not " + what + ": " + state);
        }
    }

    private static RawRecord raw(long offset, String key, byte @Nullable [] value) {
        return new RawRecord(
                offset,
                Instant.ofEpochMilli(1_000 + offset),
                key.getBytes(StandardCharsets.UTF_8),
                value,
                RawRecord.Headers.of(List.of()));
    }

    private static IndexDefinition index(String name, Kind kind, String... pointers) {
        return new IndexDefinition(name, kind, List.of(pointers));
    }
}
