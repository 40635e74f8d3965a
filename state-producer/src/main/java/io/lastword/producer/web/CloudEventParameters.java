package io.lastword.producer.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the headers by which a write says what it is as a CloudEvent. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
    @Parameter(
            name = "ce-specversion",
            in = ParameterIn.HEADER,
            description = "1.0: the request is a whole CloudEvent, with ce-id, ce-source and ce-type",
            schema = @Schema(type = "string", allowableValues = "1.0")),
    @Parameter(
            name = "ce-id",
            in = ParameterIn.HEADER,
            description = "Unique per source; send the same again with a retry. Default: made up",
            schema = @Schema(type = "string")),
    @Parameter(
            name = "ce-source",
            in = ParameterIn.HEADER,
            description = "A URI reference. Default: /v1/entities/{type}",
            schema = @Schema(type = "string", format = "uri-reference")),
    @Parameter(
            name = "ce-type",
            in = ParameterIn.HEADER,
            description = "The lifecycle event; the same as the parameter event if both are there",
            schema = @Schema(type = "string")),
    @Parameter(
            name = "ce-time",
            in = ParameterIn.HEADER,
            description = "RFC 3339. Default: the time of sending",
            schema = @Schema(type = "string", format = "date-time"))
})
@interface CloudEventParameters {}
