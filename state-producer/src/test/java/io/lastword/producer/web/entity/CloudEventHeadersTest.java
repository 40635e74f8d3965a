package io.lastword.producer.web.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.record.GivenAttributes;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class CloudEventHeadersTest {

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void shouldSayNothingWithoutHeaders() {
        assertThat(CloudEventHeaders.read(request, null)).isEqualTo(new CloudEventHeaders(null, GivenAttributes.NONE));
    }

    @Test
    void shouldTakeEachAttributeAlone() {
        request.addHeader("CE-Id", "order-17");

        assertThat(CloudEventHeaders.read(request, "moved"))
                .isEqualTo(new CloudEventHeaders("moved", new GivenAttributes("order-17", null, null, Map.of())));
    }

    @Test
    void shouldCarryOnEveryOtherAttribute() {
        request.addHeader("ce-subject", "wheel%204");
        request.addHeader("Ce-TraceParent", "00-1-2-01");

        assertThat(CloudEventHeaders.read(request, null).attributes().others())
                .isEqualTo(Map.of("subject", "wheel 4", "traceparent", "00-1-2-01"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "a%20b | a b",
                "a%2520b | a%20b",
                "Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro € 😀",
                "%61%62 | ab",
                "\"a b\" | a b",
                "\"a\\\"b\\\\\" | a\"b\\",
                "\"a%2520b\" | a%20b",
                "a\"b | a\"b"
            })
    void shouldDecodeOnceAsTheHttpBindingSays(String header, String value) {
        request.addHeader("ce-id", header);

        assertThat(CloudEventHeaders.read(request, null).attributes().id()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is empty",
                "'  ' | is empty",
                "%2 | broken percent-escape at index 0",
                "a%zz | broken percent-escape at index 1",
                "%C0%A0 | not UTF-8",
                "%ED%A0%80 | not UTF-8",
                "%0A | U+000A",
                "%C2%85 | U+0085",
                "%EF%BF%BE | U+FFFE",
                "ü | not printable ASCII",
                "\"open | does not end with its quote",
                "\"a\"b | does not end with its quote"
            })
    void shouldSayWhatIsWrongWithAValue(String header, String reason) {
        request.addHeader("ce-id", header);

        assertRefused("the header ce-id", reason);
    }

    @Test
    void shouldRefuseAValueThatIsTooLong() {
        request.addHeader("ce-subject", "x".repeat(1025));

        assertRefused("the header ce-subject has 1025 characters; at most 1024");
    }

    @Test
    void shouldRefuseAnAttributeThatIsThereTwice() {
        request.addHeader("ce-id", "a");
        request.addHeader("ce-id", "b");

        assertRefused("the header ce-id is there 2 times");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce-a-b", "ce-", "ce-a_b", "ce-data", "ce-datacontenttype"})
    void shouldRefuseWhatIsNoAttribute(String header) {
        request.addHeader(header, "x");

        assertRefused("the header " + header + " is n");
    }

    @Test
    void shouldRefuseMoreOtherAttributesThanItCarriesOn() {
        for (int i = 0; i < 17; i++) {
            request.addHeader("ce-x" + i, "x");
        }

        assertRefused("17 ce- headers", "at most 16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/b", "urn:uuid:6e8bc430", "https://example.com/a?b#c", "app-1", "mailto:a@example.com"})
    void shouldTakeAnyUriReferenceAsSource(String source) {
        request.addHeader("ce-source", source);

        assertThat(CloudEventHeaders.read(request, null).attributes().source()).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "http://%5Bx", "%C3%BC", "::", "a%25zz"})
    void shouldRefuseASourceThatIsNoUriReference(String source) {
        request.addHeader("ce-source", source);

        assertRefused("the header ce-source is not a URI reference");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:00:00Z,2026-03-01T12:00:00Z",
        "2026-03-01t12:00:00.123456789z,2026-03-01T12:00:00.123456789Z",
        "2026-03-01T14:00:00.5+02:00,2026-03-01T12:00:00.500Z",
        "2026-03-01T12:00:00-00:00,2026-03-01T12:00:00Z"
    })
    void shouldTakeATimeOfRfc3339(String header, Instant time) {
        request.addHeader("ce-time", header);

        assertThat(CloudEventHeaders.read(request, null).attributes().time()).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2026-03-01",
                "2026-03-01T12:00Z",
                "2026-03-01T12:00:00",
                "2026-02-30T12:00:00Z",
                "2026-03-01T24:00:00Z",
                "2026-03-01T12:00:00.1234567890Z",
                "2026-03-01T12:00:00+0200",
                "+12026-03-01T12:00:00Z",
                "9999-12-31T23:59:59-01:00",
                "1772366400"
            })
    void shouldRefuseAnotherTime(String time) {
        request.addHeader("ce-time", time);

        assertRefused("the header ce-time is not a time of RFC 3339");
    }

    @Test
    void shouldTakeTheTypeAsTheEvent() {
        request.addHeader("ce-type", "com.example.Moved");

        assertThat(CloudEventHeaders.read(request, null).event()).isEqualTo("com.example.Moved");
        assertThat(CloudEventHeaders.read(request, "com.example.Moved").event()).isEqualTo("com.example.Moved");
    }

    @Test
    void shouldRefuseATypeThatTheParameterContradicts() {
        request.addHeader("ce-type", "moved");

        assertRefused(
                catchThrowableOfType(ProblemException.class, () -> CloudEventHeaders.read(request, "updated")),
                "the header ce-type differs from the parameter 'event'");
    }

    @Test
    void shouldRefuseATypeThatIsNoEventName() {
        request.addHeader("ce-type", "it%20moved");

        assertRefused("the header ce-type is not an event name", "letters, digits");
    }

    @Test
    void shouldTakeAWholeEvent() {
        request.addHeader("ce-specversion", "1.0");
        request.addHeader("ce-id", "1");
        request.addHeader("ce-source", "/s");
        request.addHeader("ce-type", "moved");

        assertThat(CloudEventHeaders.read(request, null))
                .isEqualTo(new CloudEventHeaders("moved", new GivenAttributes("1", "/s", null, Map.of())));
    }

    @Test
    void shouldNameWhatAWholeEventLacks() {
        request.addHeader("ce-specversion", "1.0");
        request.addHeader("ce-id", "1");
        request.addHeader("ce-type", "moved");

        assertRefused("the header ce-source is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "1", "2.0"})
    void shouldRefuseAnotherVersion(String version) {
        request.addHeader("ce-specversion", version);

        assertRefused("the header ce-specversion is not 1.0");
    }

    private void assertRefused(String... details) {
        assertRefused(
                catchThrowableOfType(ProblemException.class, () -> CloudEventHeaders.read(request, null)), details);
    }

    private static void assertRefused(ProblemException problem, String... details) {
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_CLOUD_EVENT);
        assertThat(problem).hasMessageContainingAll(details).hasMessageContaining("nothing was written");
    }
}
