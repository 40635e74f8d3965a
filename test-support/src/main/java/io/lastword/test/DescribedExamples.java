package io.lastword.test;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The examples of an API description: every body of a request or of a success has one that its schema takes. */
final class DescribedExamples {

    private final DescribedApi api;
    private final List<String> faults = new ArrayList<>();

    DescribedExamples(DescribedApi api) {
        this.api = api;
    }

    List<String> faults() {
        for (String operation : api.operations()) {
            JsonNode described = api.operation(operation);
            check(operation + " body", api.resolved(described.path("requestBody")), true);
            described
                    .get("responses")
                    .forEachEntry((status, response) ->
                            check(operation + " " + status, api.resolved(response), status.startsWith("2")));
        }
        return faults;
    }

    private void check(String what, JsonNode message, boolean needed) {
        message.path("content").forEachEntry((type, content) -> {
            List<JsonNode> examples = new ArrayList<>();
            if (content.has("example")) {
                examples.add(content.get("example"));
            }
            content.path("examples")
                    .forEach(each -> examples.add(api.resolved(each).path("value")));
            if (needed && examples.isEmpty()) {
                faults.add(what + " has no example of " + type);
            }
            for (JsonNode example : examples) {
                api.errors(content.get("schema"), example)
                        .forEach(error -> faults.add(what + " " + type + ": " + error));
            }
        });
    }
}
