package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Histories whose time is over before their page is full. */
class HistoryTimeIT {

    @ParameterizedTest
    @ValueSource(strings = {"newest", "oldest"})
    void shouldEndAPageWithTheNextChangeOnceTheTimeIsOver(String order) {
        try (WrittenLog log = new WrittenLog(Backends.broker());
                ApiUnderTest api = new ApiUnderTest(
                        // Over before the first change is found.
                        Backends.redis(), log.settings("--lastword.query.history.max-time=1ns"))) {
            List<Long> written = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                written.add(log.put("tv", "{}").offset());
            }
            if (order.equals("newest")) {
                Collections.reverse(written);
            }

            List<Long> told = new ArrayList<>();
            String cursor = "";
            while (told.size() < written.size()) {
                HttpResponse<String> answer = api.get("/v1/history/device/tv?order=" + order + cursor);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                JsonNode page = ApiUnderTest.json(answer);
                assertThat(page.get("items")).hasSize(1);
                told.add(page.get("items").get(0).path("revision").longValue());
                cursor = "&cursor=" + page.path("next").stringValue("");
            }

            assertThat(told).isEqualTo(written);
        }
    }
}
