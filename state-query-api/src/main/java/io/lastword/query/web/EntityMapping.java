package io.lastword.query.web;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds {@link EntityController} first. The general mapping compares a request with all paths that there are, one after the
 * other, which takes a look-up longer than Redis does.
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
