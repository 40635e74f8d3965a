package io.lastword.kit.http.rules;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the API description says of one method of one path.
 *
 * @param parameters the query parameters that it knows, each with whether it may be given more than once
 * @param bodies the media types of the body that it reads; none if it reads none
 * @param bodyRequired whether it cannot do without a body
 * @param streamsEvents whether it answers with server-sent events
 * @param tagged whether its answers have an entity tag, so that HEAD is worth asking the store
 * @param answers the media types of its answer, the usual one first; none if it has no body
 */
record ApiOperation(
        Map<String, Boolean> parameters,
        Set<String> bodies,
        boolean bodyRequired,
        boolean streamsEvents,
        boolean tagged,
        List<String> answers) {

    ApiOperation {
        parameters = Map.copyOf(parameters);
        bodies = Set.copyOf(bodies);
        answers = List.copyOf(answers);
    }
}
