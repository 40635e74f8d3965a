package io.lastword.model.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTypeTest {

    @Test
    void shouldKeepTheUriAndStatusOfEveryCause() {
        List<String> causes = Arrays.stream(ProblemType.values())
                .map(cause -> cause.status() + " " + cause.uri())
                .toList();

        assertThat(causes).containsExactlyInAnyOrderElementsOf(Golden.lines("problems.txt"));
    }

    @Test
    void shouldKeepItsMembersInOrder() {
        ProblemException problem = new ProblemException(ProblemType.NOT_READY, "not yet");

        problem.with("type", "device")
                .with("partition", 3)
                .with("reason", "store-empty")
                .with("progress", 0.5);

        assertThat(new ArrayList<>(problem.members().keySet()))
                .containsExactly("type", "partition", "reason", "progress");
    }
}
