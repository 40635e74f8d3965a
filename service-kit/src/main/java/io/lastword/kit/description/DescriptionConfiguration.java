package io.lastword.kit.description;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The service's API description and the page that shows it. Nothing is loaded from elsewhere. */
@Configuration(proxyBeanMethods = false)
public class DescriptionConfiguration implements WebMvcConfigurer {

    static final String PAGES = "/swagger-ui/";

    @Bean
    DescriptionController descriptionController(
            @Value("classpath:${spring.application.name}/openapi.yaml") Resource description) {
        return new DescriptionController(description);
    }

    /** Swagger UI as its WebJar has it, but for the script that says what to show. */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(PAGES + "**")
                .addResourceLocations(
                        "classpath:/io/lastword/kit/description/swagger-ui/",
                        "classpath:/META-INF/resources/webjars/swagger-ui/" + version() + "/");
    }

    private static String version() {
        Resource properties = new ClassPathResource("META-INF/maven/org.webjars/swagger-ui/pom.properties");
        try {
            return PropertiesLoaderUtils.loadProperties(properties).getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("the WebJar of Swagger UI is not on the class path", e);
        }
    }
}
