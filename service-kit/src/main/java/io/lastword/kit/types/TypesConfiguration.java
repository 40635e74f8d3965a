package io.lastword.kit.types;

import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The entity types of types.yml; a property that no type has ends the start. */
@Configuration(proxyBeanMethods = false)
public class TypesConfiguration {

    @Bean
    public EntityTypes entityTypes(Environment environment) {
        Map<String, TypeSettings> settings = Binder.get(environment)
                .bind(
                        "lastword.types",
                        Bindable.mapOf(String.class, TypeSettings.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
                .orElse(Map.of());
        List<String> mistakes = WrittenNames.findChanged(environment, settings);
        if (!mistakes.isEmpty()) {
            throw new InvalidTypesException("The entity types have names that are not read as they are written:\n - "
                    + String.join("\n - ", mistakes));
        }
        try {
            return EntityTypes.of(settings);
        } catch (IllegalArgumentException e) {
            throw new InvalidTypesException(String.valueOf(e.getMessage()));
        }
    }
}
