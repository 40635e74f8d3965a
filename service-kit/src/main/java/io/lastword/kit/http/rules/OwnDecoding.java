package io.lastword.kit.http.rules;

import io.lastword.kit.http.body.GzipBody;

/** Says that a service reads bodies without waiting for them, and therefore decodes them by itself, with {@link GzipBody}. */
public record OwnDecoding() {}
