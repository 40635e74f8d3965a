package io.lastword.kit.description;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Serves the service's {@code openapi.yaml}, whole, and as JSON. It is read once, at the start. */
@RestController
class DescriptionController {

    private final byte[] yaml;
    private final byte[] json;

    /** @throws java.io.UncheckedIOException if there is no such file */
    DescriptionController(Resource file) {
        Map<String, Object> document = ApiDocument.read(file);
        yaml = ApiDocument.yaml(document).getBytes(StandardCharsets.UTF_8);
        json = new JsonMapper().writeValueAsBytes(document);
    }

    @GetMapping(path = "/v3/api-docs", produces = "application/json")
    byte[] json() {
        return json;
    }

    @GetMapping(path = "/v3/api-docs.yaml", produces = "application/yaml")
    byte[] yaml() {
        return yaml;
    }

    /** To the page, by its path alone: a proxy in front may have another name than this service. */
    @GetMapping("/swagger-ui.html")
    void page(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", request.getContextPath() + DescriptionConfiguration.PAGES + "index.html");
    }
}
