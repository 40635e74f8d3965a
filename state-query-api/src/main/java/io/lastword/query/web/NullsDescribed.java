package io.lastword.query.web;

import io.lastword.query.lookup.TypeStatus;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Describes as nullable what is null in answers where it is not known. */
@Component
class NullsDescribed implements OpenApiCustomizer {

    private static final List<Class<?>> WITH_NULLS = List.of(TypeStatus.Partition.class, TypesController.Type.class);

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // The model of schemas is raw.
    public void customise(OpenAPI api) {
        for (Class<?> answer : WITH_NULLS) {
            Schema<?> described = api.getComponents().getSchemas().get(answer.getSimpleName());
            if (described == null) {
                continue;
            }
            Map<String, Schema> properties = described.getProperties();
            for (RecordComponent component : answer.getRecordComponents()) {
                if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    properties.compute(component.getName(), (name, property) -> orNull(property));
                }
            }
        }
    }

    @SuppressWarnings("rawtypes")
    private static Schema orNull(Schema property) {
        if (property.get$ref() != null) {
            Schema<?> nothing = new JsonSchema();
            nothing.addType("null");
            return new JsonSchema().anyOf(List.of(property, nothing));
        }
        property.addType("null");
        return property;
    }
}
