package io.lastword.kit.http;

import io.lastword.model.text.Times;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Has instants in answers written in their one form ({@link Times#text}). */
final class InstantJson extends StdSerializer<Instant> {

    private InstantJson() {
        super(Instant.class);
    }

    static SimpleModule module() {
        return new SimpleModule("instants").addSerializer(Instant.class, new InstantJson());
    }

    @Override
    public void serialize(Instant value, JsonGenerator json, SerializationContext context) {
        json.writeString(Times.text(value));
    }
}
