package io.lastword.query.config;

import io.lastword.query.page.PageFiles;
import io.lastword.query.page.PageSettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what serves the page. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PageProperties.class)
class PageConfiguration {

    @Bean
    PageSettings pageSettings(PageProperties properties) {
        return properties.settings();
    }

    @Bean
    PageFiles pageFiles(PageSettings settings, PageProperties properties) {
        return new PageFiles(settings, properties.files());
    }
}
