package io.lastword.producer.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The raw segments of a request's path. Spring's path variables are not used for ids: they lose matrix parameters and
 * replace broken UTF-8, so that a request could write to another id than the one it names.
 */
final class EntityPath {

    private static final int TYPE = 3;
    private static final int ID = 4;

    private EntityPath() {}

    /** The type in {@code /v1/entities/{type}[/{id}]}, as sent. */
    static String type(HttpServletRequest request) {
        return segment(request, TYPE);
    }

    /** The id in {@code /v1/entities/{type}/{id}}, still percent-encoded. */
    static String id(HttpServletRequest request) {
        return segment(request, ID);
    }

    private static String segment(HttpServletRequest request, int index) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.split("/", -1)[index];
    }
}
