package io.lastword.model.types;

/**
 * The JSON Schema (2020-12) of a type.
 *
 * @param location a resource's location, such as {@code classpath:schemas/device.json} or {@code file:/etc/device.json}
 * @param allowIncompatible whether a schema that refuses states which the recorded one allowed is taken all the same
 */
public record SchemaSource(String location, boolean allowIncompatible) {}
