package io.lastword.query.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.entity.EntityId;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.IndexSettings;
import io.lastword.model.types.TypeSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

    private static final EntityType DEVICE = type(Map.of(
            "status", new IndexSettings(Kind.STRING, null, null, null),
            "battery", new IndexSettings(Kind.NUMBER, "/power/battery", null, null),
            "on", new IndexSettings(Kind.BOOLEAN, null, null, null),
            "seen", new IndexSettings(Kind.INSTANT, null, null, null),
            "place", new IndexSettings(Kind.GEO, null, null, null)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status:online | {'status':'online'} | true",
                "status:online | {'status':'onlin'} | false",
                "status:online | {'status':'online2'} | false",
                "status:online | {'status':1} | false",
                "status:online | {} | false",
                "status: | {'status':''} | true",
                "status: | {'status':'a'} | false",
                "status:a:b>=c | {'status':'a:b>=c'} | true",
                "status^=on | {'status':'on'} | true",
                "status^=on | {'status':'online'} | true",
                "status^=on | {'status':'o'} | false",
                "status^= | {'status':'x'} | true",
                "status^= | {} | false",
                "status>b | {'status':'b'} | false",
                "status>b | {'status':'ba'} | true",
                "status<b | {'status':'aé'} | true",
                "status<=b | {'status':'b'} | true",
                "status<=b | {'status':'ba'} | false",
                "battery:20 | {'power':{'battery':20.0}} | true",
                "battery:20 | {'power':{'battery':'20'}} | false",
                "battery<20 | {'power':{'battery':19.999}} | true",
                "battery<20 | {'power':{'battery':20}} | false",
                "battery<=20 | {'power':{'battery':2e1}} | true",
                "battery>20 | {'power':{'battery':20.0001}} | true",
                "battery>20 | {'power':{'battery':20}} | false",
                "battery>=-20 | {'power':{'battery':-20}} | true",
                "battery>=-20 | {'power':{'battery':-20.5}} | false",
                "battery<1 | {'battery':0} | false",
                "on:true | {'on':true} | true",
                "on:true | {'on':'true'} | false",
                "on:false | {'on':true} | false",
                "seen:2026-03-01T12:00:00Z | {'seen':'2026-03-01T13:00:00+01:00'} | true",
                "seen>=2026-03-01T12:00:00Z | {'seen':'2026-03-01T11:59:59.999Z'} | false",
                "seen>=2017-01-01T00:00:00Z | {'seen':'2016-12-31T23:59:60Z'} | true",
                "seen:2016-12-31t23:59:60z | {'seen':'2017-01-01T00:00:00Z'} | true",
                "seen:2026-03-01T12:00:00.1234567891Z | {'seen':'2026-03-01T12:00:00.1234567899Z'} | true",
                "battery:0 | {'power':{'battery':-0}} | true",
                "battery:-0 | {'power':{'battery':0e99999999999}} | true",
                "battery>0 | {'power':{'battery':100e2147483647}} | false",
                "battery<1 | {'power':{'battery':1E-2147483647}} | false",
                "seen<2026-03-01T12:00:00Z | {'seen':'2026-03-01T11:59:59.999Z'} | true",
            })
    void shouldAcceptTheStatesThatMeetACondition(String where, String state, boolean accepted) {
        Filter filter = Filter.of(DEVICE, null, List.of(where));

        assertThat(filter.accepts(new EntityId("x"), json(state))).isEqualTo(accepted);
    }

    @Test
    void shouldAskForEveryConditionAndForThePrefix() {
        Filter filter = Filter.of(DEVICE, "van-", List.of("battery>=20", "status:online", "battery<30"));

        assertThat(filter.accepts(new EntityId("van-1"), json("{'status':'online','power':{'battery':20}}")))
                .isTrue();
        assertThat(filter.accepts(new EntityId("car-1"), json("{'status':'online','power':{'battery':20}}")))
                .isFalse();
        assertThat(filter.accepts(new EntityId("van-1"), json("{'status':'online','power':{'battery':30}}")))
                .isFalse();
        assertThat(filter.accepts(new EntityId("van-1"), json("{'status':'parked','power':{'battery':20}}")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status | is not a condition",
                "status=online | is not a condition",
                "=online | is not a condition",
                "speed>3 | battery (number), on (boolean), seen (instant), status (string)",
                "Status:x | names the field 'Status'",
                "battery^=1 | compares a number with ^=; it takes :, <, <=, >, >=",
                "on>false | compares a boolean with >; it takes :",
                "battery<twenty | such as -12.5",
                "battery<1e99999 | such as -12.5",
                "battery< | such as -12.5",
                "on:yes | true or false",
                "seen>2026-03-01 | such as 2026-03-01T12:00:00Z",
                "place:1 | near=LAT,LON&radius=METRES",
            })
    void shouldQuoteAConditionThatIsNotUsable(String where, String explanation) {
        assertThatThrownBy(() -> Filter.of(DEVICE, null, List.of(where)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.INVALID_PARAMETER))
                .hasMessageContaining("where='" + where + "'")
                .hasMessageContaining(explanation);
    }

    @Test
    void shouldSayThatATypeDeclaresNothing() {
        assertThatThrownBy(() -> Filter.of(type(Map.of()), null, List.of("status:x")))
                .hasMessageContaining("the type 'device' declares none");
    }

    private static EntityType type(Map<String, IndexSettings> indexes) {
        TypeSettings settings = new TypeSettings(
                null, null, null, null, null, null, null, null, null, null, null, indexes, null, null, null, null);
        return EntityTypes.of(Map.of("device", settings)).find("device").orElseThrow();
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
