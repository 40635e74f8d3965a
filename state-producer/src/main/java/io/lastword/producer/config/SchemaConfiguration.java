package io.lastword.producer.config;

import io.lastword.kit.types.InvalidTypesException;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.SchemaSource;
import io.lastword.producer.schema.InvalidSchemaException;
import io.lastword.producer.schema.StateSchema;
import io.lastword.producer.schema.StateSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;

/** The schemas that types.yml names; one that cannot be used ends the start. */
@Configuration(proxyBeanMethods = false)
class SchemaConfiguration {

    @Bean
    StateSchemas stateSchemas(EntityTypes types, ResourceLoader resources) {
        Map<String, StateSchema> schemas = new HashMap<>();
        List<String> mistakes = new ArrayList<>();
        for (EntityType type : types.all()) {
            SchemaSource source = type.schema();
            if (source != null) {
                try {
                    schemas.put(type.name(), StateSchema.parse(read(source.location(), resources)));
                } catch (InvalidSchemaException e) {
                    mistakes.add(
                            "lastword.types." + type.name() + ".schema: " + source.location() + " " + e.getMessage());
                } catch (IOException e) {
                    mistakes.add("lastword.types." + type.name() + ".schema: " + source.location() + " cannot be read: "
                            + e.getMessage());
                }
            }
        }
        if (!mistakes.isEmpty()) {
            throw new InvalidTypesException("The schemas are not usable:\n - " + String.join("\n - ", mistakes));
        }
        return new StateSchemas(schemas);
    }

    private static byte[] read(String location, ResourceLoader resources) throws IOException {
        if (!location.startsWith("classpath:") && !location.startsWith("file:")) {
            throw new IOException("it must be a location that begins with classpath: or file:");
        }
        try (InputStream content = resources.getResource(location).getInputStream()) {
            return content.readAllBytes();
        }
    }
}
