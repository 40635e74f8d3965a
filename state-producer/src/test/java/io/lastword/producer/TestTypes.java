package io.lastword.producer;

import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Entity types of tests, by the settings that a test is about. */
public final class TestTypes {

    private TestTypes() {}

    /** The type {@code device}. */
    public static EntityType device(String... settings) {
        return types(settings).find("device").orElseThrow();
    }

    /** The type {@code device}, alone; each setting is {@code name=value}. */
    public static EntityTypes types(String... settings) {
        Map<String, String> values = new HashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            values.put("types.device." + setting.substring(0, equals), setting.substring(equals + 1));
        }
        return EntityTypes.of(new Binder(new MapConfigurationPropertySource(values))
                .bind("types", Bindable.mapOf(String.class, TypeSettings.class))
                .orElse(Map.of("device", TypeSettings.defaults())));
    }
}
