package io.lastword.kit.http;

import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JacksonModule;

/** How requests reach a service: as they were sent, and refused with a problem. */
@Configuration(proxyBeanMethods = false)
public class HttpConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> rawPaths() {
        String handling = EncodedSolidusHandling.PASS_THROUGH.getValue();
        return factory -> {
            factory.addConnectorCustomizers(connector -> {
                connector.setEncodedSolidusHandling(handling);
                connector.setEncodedReverseSolidusHandling(handling);
            });
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(TomcatProblemValve.class.getName());
                }
            });
        };
    }

    @Bean
    CutOff cutOff() {
        return new CutOff();
    }

    @Bean
    ErrorProblems errorProblems() {
        return new ErrorProblems();
    }

    @Bean
    JacksonModule instants() {
        return InstantJson.module();
    }
}
