package io.lastword.producer.web.bulk;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Writes of many entities in one request. */
@RestController
class BulkController {

    private static final String EVERY_LINE = "all";
    private static final String REJECTED_LINES = "rejected";

    private final BulkRuns runs;

    BulkController(BulkRuns runs) {
        this.runs = runs;
    }

    @PostMapping(
            path = "/v1/entities/{type}",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_NDJSON_VALUE})
    void write(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam(defaultValue = REJECTED_LINES) String results)
            throws IOException {
        boolean streamed = isStreamWanted(request);
        boolean everyLine = isEveryLineWanted(results, streamed);
        runs.start(request, response, streamed, everyLine);
    }

    private static boolean isStreamWanted(HttpServletRequest request) {
        List<MediaType> accepted = MediaType.parseMediaTypes(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
        MimeTypeUtils.sortBySpecificity(accepted);
        for (MediaType type : accepted) {
            if (type.includes(MediaType.APPLICATION_JSON)) {
                return false;
            }
            if (type.includes(MediaType.APPLICATION_NDJSON)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEveryLineWanted(String results, boolean streamed) {
        if (!results.equals(REJECTED_LINES) && !results.equals(EVERY_LINE)) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "the parameter 'results' is neither '" + REJECTED_LINES + "' nor '" + EVERY_LINE
                            + "'; nothing was written");
        }
        if (results.equals(EVERY_LINE) && !streamed) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "results=" + EVERY_LINE + " needs the header Accept: " + MediaType.APPLICATION_NDJSON_VALUE
                            + "; nothing was written");
        }
        return results.equals(EVERY_LINE);
    }
}
