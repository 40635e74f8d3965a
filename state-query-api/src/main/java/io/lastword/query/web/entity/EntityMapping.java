package io.lastword.query.web.entity;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds {@link EntityController} first: the general mapping compares a request with all paths that there are, one after the
 * other. What is configured for Spring's mappings, such as interceptors or CORS, does not reach this one.
 */
@Component
class EntityMapping extends RequestMappingHandlerMapping {

    EntityMapping() {
        setOrder(Ordered.HIGHEST_PRECEDENCE);
    }

    @Override
    protected boolean isHandler(Class<?> beanType) {
        return EntityController.class.isAssignableFrom(beanType);
    }
}
