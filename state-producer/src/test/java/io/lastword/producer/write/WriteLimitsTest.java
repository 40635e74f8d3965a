package io.lastword.producer.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.producer.TestTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteLimitsTest {

    private static final EntityId ID = new EntityId("d");
    private static final WriteLimits LIMITS = new WriteLimits(4, 6, 5, 3, 1024, Duration.ofSeconds(1));

    private final EntityType type = TestTypes.device("max-state-depth=2");
    private final ChangeRules rules = new ChangeRules(type, null, LIMITS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"abcde\":\"abcdef\"}",
                "{\"a\":123,\"b\":-12,\"c\":1e3}",
                "{\"a\":[\"\\u00fc\\n\\t\\u00fc\\u00fc\\u00fc\"]}",
                "{\"\\u0041\\u0041\\u0041\\u0041\\u0041\":1}"
            })
    void shouldTakeWhatIsJustWithinTheLimits(String state) {
        assertThatCode(() -> rules.upsert(ID, null, bytes(state))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"a\":\"abcdefg\"} | TOKEN_TOO_LONG | the string at line 1, column 6 has 7 characters; at most 6",
                "{\"a\":1,\"abcdef\":1} | TOKEN_TOO_LONG | the name at line 1, column 8 has 6 characters; at most 5",
                "{\"a\":[1234]} | TOKEN_TOO_LONG | the number at line 1, column 7 has 4 characters; at most 3",
                "{\"a\":1.25} | TOKEN_TOO_LONG | the number at line 1, column 6 has 4 characters; at most 3",
                "{\"a\":[[1]]} | STATE_TOO_DEEP | nest 2 deep",
            })
    void shouldNameTheLimitThatAStateExceeds(String state, ProblemType problem, String reason) {
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> rules.upsert(ID, null, bytes(state)));

        assertThat(refusal.type()).isEqualTo(problem);
        assertThat(refusal).hasMessageContaining(reason);
    }

    @Test
    void shouldTellANumberThatTheFoldWouldNotReadFromTooDeepAState() {
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class,
                () -> new ChangeRules(type, null, WriteLimits.NONE)
                        .upsert(ID, null, bytes("{\"a\":[" + "1".repeat(1001) + "]}")));

        assertThat(refusal.type()).isEqualTo(ProblemType.TOKEN_TOO_LONG);
    }

    @Test
    void shouldRefuseALongIdOnlyWhereItBringsSomethingIntoBeing() {
        EntityId id = new EntityId("abcde");

        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> rules.upsert(id, null, bytes("{}")));

        assertThat(refusal.type()).isEqualTo(ProblemType.ID_TOO_LONG);
        assertThat(refusal).hasMessageContaining("5 characters; at most 4");
        assertThat(rules.tombstone(id, null).id()).isEqualTo(id);
    }

    @Test
    void shouldLetTheNarrowerOfTwoLimitsDecideAboutALine() {
        assertThat(LIMITS.lineBytes(new StateLimits(100_000, 10))).isEqualTo(1024);
        assertThat(WriteLimits.NONE.lineBytes(new StateLimits(100_000, 10))).isEqualTo(104_096);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
