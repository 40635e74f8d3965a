package io.lastword.kit.description;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** Serves the service's {@code openapi.yaml} as it is, and as JSON. It is read once, at the start. */
@RestController
class DescriptionController {

    private final byte[] yaml;
    private final byte[] json;

    /** @throws UncheckedIOException if there is no such file */
    DescriptionController(Resource file) {
        try (InputStream in = file.getInputStream()) {
            yaml = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the API description " + file + " cannot be read", e);
        }
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(utf8(yaml));
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

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
