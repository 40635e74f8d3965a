package io.lastword.producer.config;

import io.lastword.kit.http.rules.OwnDecoding;
import io.lastword.producer.web.PatientProtocol;
import io.lastword.producer.web.entity.CloudEventRefusal;
import io.lastword.producer.web.entity.ConditionalWriteRefusal;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How requests reach the web package, beside what all services do. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration implements WebMvcConfigurer {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new ConditionalWriteRefusal()).addPathPatterns("/v1/entities/**");
        registry.addInterceptor(new CloudEventRefusal()).addPathPatterns("/v1/entities/*");
    }

    @Bean
    OwnDecoding ownDecoding() {
        return new OwnDecoding();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> patientAnswers(ProducerProperties properties) {
        return factory -> {
            factory.setProtocol(PatientProtocol.class.getName());
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof PatientProtocol protocol) {
                    protocol.setWriteTimeout(properties.bulk().resultsTimeout());
                }
            });
        };
    }
}
