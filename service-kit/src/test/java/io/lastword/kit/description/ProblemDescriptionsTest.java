package io.lastword.kit.description;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.Yaml;

/** The described problems are those of {@link ProblemType}. */
class ProblemDescriptionsTest {

    @Test
    void shouldDescribeEveryProblemAsItIs() throws IOException {
        List<String> described = new ArrayList<>();
        for (Map.Entry<String, Map<String, Object>> schema : schemas().entrySet()) {
            if (schema.getKey().endsWith("Problem") && schema.getValue().containsKey("allOf")) {
                Map<String, Map<String, Object>> members = map(schema.getValue().get("properties"));
                described.add(schema.getKey() + " " + constant(members, "type") + " " + constant(members, "status")
                        + " " + constant(members, "title"));
            }
        }

        assertThat(described).containsExactlyInAnyOrderElementsOf(expected());
    }

    private static List<String> expected() {
        List<String> expected = new ArrayList<>();
        for (ProblemType type : ProblemType.values()) {
            StringBuilder name = new StringBuilder();
            for (String word : type.cause().split("-")) {
                name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
            expected.add(name + "Problem " + type.uri() + " " + type.status() + " " + type.title());
        }
        return expected;
    }

    private static Object constant(Map<String, Map<String, Object>> members, String name) {
        return members.get(name).get("const");
    }

    private static Map<String, Map<String, Object>> schemas() throws IOException {
        try (InputStream in = new ClassPathResource("openapi/problems.yaml").getInputStream()) {
            Map<String, Object> components =
                    map(new Yaml().<Map<String, Object>>load(in).get("components"));
            return map(components.get("schemas"));
        }
    }

    @SuppressWarnings("unchecked")
    private static <V> Map<String, V> map(Object value) {
        return (Map<String, V>) value;
    }
}
