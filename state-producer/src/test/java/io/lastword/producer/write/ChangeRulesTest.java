package io.lastword.producer.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lastword.model.entity.EntityId;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.TestTypes;
import io.lastword.producer.schema.InvalidSchemaException;
import io.lastword.producer.schema.StateSchema;
import io.lastword.producer.schema.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeRulesTest {

    private static final EntityId ID = new EntityId("d");
    private static final byte[] STATE = "{}".getBytes(StandardCharsets.UTF_8);

    private final ChangeRules free = new ChangeRules(TestTypes.device(), null, WriteLimits.NONE);
    private final ChangeRules declared = new ChangeRules(
            TestTypes.device(
                    "events.registered=creates", "events.settings-changed=changes", "events.deregistered=ends"),
            null,
            WriteLimits.NONE);
    private final ChangeRules ambiguous = new ChangeRules(
            TestTypes.device("events.on=changes", "events.off=changes", "events.sold=ends", "events.lost=ends"),
            null,
            WriteLimits.NONE);

    @ParameterizedTest
    @ValueSource(strings = {"registered", "deregistered", "com.example.Any_Name-1"})
    void shouldAllowAnyWellFormedNameWhereNoneIsDeclared(String event) {
        assertThat(free.upsert(ID, event, STATE).event()).isEqualTo(event);
        assertThat(free.tombstone(ID, event).event()).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "ü"})
    void shouldRefuseANameThatIsNotWellFormed(String event) {
        assertThat(refusal(() -> free.upsert(ID, event, STATE)).type()).isEqualTo(ProblemType.INVALID_EVENT);
        assertThat(refusal(() -> declared.tombstone(ID, event)).type()).isEqualTo(ProblemType.INVALID_EVENT);
    }

    @ParameterizedTest
    @CsvSource({"registered,registered", "settings-changed,settings-changed", ",settings-changed"})
    void shouldLetEventsThatCreateOrChangeStandForAnUpsert(String given, String written) {
        assertThat(declared.upsert(ID, given, STATE).event()).isEqualTo(written);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "deregistered")
    void shouldLetEventsThatEndStandForATombstone(String event) {
        assertThat(declared.tombstone(ID, event).event()).isEqualTo("deregistered");
    }

    @Test
    void shouldNameTheDeclaredEventsWhenAnotherIsSent() {
        ProblemException upsert = refusal(() -> declared.upsert(ID, "updated", STATE));
        ProblemException tombstone = refusal(() -> declared.tombstone(ID, "scrapped"));

        assertThat(upsert.type()).isEqualTo(tombstone.type()).isEqualTo(ProblemType.UNDECLARED_EVENT);
        assertThat(upsert)
                .hasMessage("the type 'device' has no event 'updated'; it has: deregistered (ends),"
                        + " registered (creates), settings-changed (changes)");
        assertThat(upsert.members())
                .isEqualTo(Map.of(
                        "events",
                        Map.of("deregistered", "ends", "registered", "creates", "settings-changed", "changes")));
    }

    @Test
    void shouldRefuseAnUpsertThatEnds() {
        ProblemException problem = refusal(() -> declared.upsert(ID, "deregistered", STATE));

        assertThat(problem.type()).isEqualTo(ProblemType.UNFIT_EVENT);
        assertThat(problem).hasMessageContaining("'deregistered' ends an entity of type 'device'");
    }

    @Test
    void shouldRefuseATombstoneThatDoesNotEnd() {
        ProblemException problem = refusal(() -> declared.tombstone(ID, "settings-changed"));

        assertThat(problem.type()).isEqualTo(ProblemType.UNFIT_EVENT);
        assertThat(problem).hasMessageContaining("'settings-changed' does not end an entity of type 'device'");
    }

    @Test
    void shouldAskForAnEventWhereThereIsAChoice() {
        ProblemException upsert = refusal(() -> ambiguous.upsert(ID, null, STATE));
        ProblemException tombstone = refusal(() -> ambiguous.tombstone(ID, null));

        assertThat(upsert.type()).isEqualTo(tombstone.type()).isEqualTo(ProblemType.EVENT_REQUIRED);
        assertThat(upsert).hasMessageContaining("which event a PUT without one is");
        assertThat(tombstone).hasMessageContaining("which event a DELETE without one is");
    }

    @Test
    void shouldListWhatASchemaHasAgainstAState() throws InvalidSchemaException {
        StateSchema schema = StateSchema.parse(bytes("""
                {"properties": {"a": {"type": "integer"}, "b": {"maxItems": 1, "items": {"type": "string"}}}}
                """));
        ChangeRules rules = new ChangeRules(TestTypes.device(), schema, WriteLimits.NONE);

        ProblemException problem = refusal(() -> rules.upsert(ID, null, bytes("{\"a\":\"x\",\"b\":[\"y\",7]}")));

        assertThat(problem.type()).isEqualTo(ProblemType.SCHEMA_VIOLATION);
        assertThat(problem)
                .hasMessageContaining("violates the schema of type 'device' in 3 places: ")
                .hasMessageContaining("/a string found, integer expected");
        assertThat(problem.members().get("violations"))
                .asInstanceOf(InstanceOfAssertFactories.list(Violation.class))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/a", "/b", "/b/1");
        assertThat(rules.upsert(ID, null, bytes("{\"a\":1,\"b\":[\"y\"]}")).event())
                .isEqualTo("updated");
    }

    @Test
    void shouldListABoundedNumberOfViolations() throws InvalidSchemaException {
        ChangeRules rules = new ChangeRules(
                TestTypes.device(),
                StateSchema.parse(bytes("{\"properties\":{\"a\":{\"items\":{\"type\":\"null\"}}}}")),
                WriteLimits.NONE);

        ProblemException problem =
                refusal(() -> rules.upsert(ID, null, bytes("{\"a\":[1" + ",1".repeat(4_999) + "]}")));

        assertThat(problem).hasMessageContaining("in at least 100 places: ");
        assertThat(problem.members()).containsEntry("violationCount", 100);
        assertThat(problem.members().get("violations"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(100);
        assertThat(problem.getMessage()).hasSizeLessThan(1_000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ProblemException refusal(Runnable change) {
        return catchThrowableOfType(ProblemException.class, change::run);
    }
}
