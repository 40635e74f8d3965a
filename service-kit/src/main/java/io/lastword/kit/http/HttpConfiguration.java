package io.lastword.kit.http;

import io.lastword.kit.http.body.RefusedBodies;
import io.lastword.kit.http.problems.CutOff;
import io.lastword.kit.http.problems.ErrorProblems;
import io.lastword.kit.http.problems.TomcatProblemValve;
import io.lastword.kit.http.rules.AllowedOrigins;
import io.lastword.kit.http.rules.ApiDescription;
import io.lastword.kit.http.rules.OriginRules;
import io.lastword.kit.http.rules.OwnDecoding;
import io.lastword.kit.http.rules.RequestRules;
import io.lastword.kit.http.rules.ThreadPlaces;
import io.lastword.model.types.EntityTypes;
import jakarta.servlet.DispatcherType;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

/** How requests reach a service: as they were sent, and refused with a problem. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HttpProperties.class, CorsProperties.class})
public class HttpConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> rawPaths() {
        String handling = EncodedSolidusHandling.PASS_THROUGH.getValue();
        return factory -> {
            factory.addConnectorCustomizers(connector -> {
                connector.setEncodedSolidusHandling(handling);
                connector.setEncodedReverseSolidusHandling(handling);
                // Parameters are those of the query: no body is read for them.
                connector.setParseBodyMethods("");
            });
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(TomcatProblemValve.class.getName());
                }
            });
        };
    }

    /** Behind the filter that counts requests, and before all others. */
    @Bean
    FilterRegistrationBean<RequestRules> requestRules(
            @Value("classpath:${spring.application.name}/openapi.yaml") Resource description,
            EntityTypes types,
            HttpProperties properties,
            CorsProperties cors,
            ObjectProvider<OwnDecoding> ownDecoding,
            JsonMapper json) {
        FilterRegistrationBean<RequestRules> rules = new FilterRegistrationBean<>(new RequestRules(
                ApiDescription.read(description),
                types,
                ownDecoding.getIfAvailable() == null,
                new OriginRules(properties.allowedHosts(), new AllowedOrigins(cors.allowedOrigins())),
                new RefusedBodies(properties.refusedBodyBytes().toBytes(), properties.refusedBodyTime()),
                json));
        rules.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return rules;
    }

    /** Behind all other filters, which see a request that waits here once. */
    @Bean
    FilterRegistrationBean<ThreadPlaces> threadPlaces(
            @Value("${server.tomcat.threads.max:200}") int threads,
            HttpProperties properties,
            Environment environment,
            JsonMapper json) {
        FilterRegistrationBean<ThreadPlaces> places =
                new FilterRegistrationBean<>(new ThreadPlaces(threads, properties.threadWait(), json));
        places.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        places.setOrder(Ordered.LOWEST_PRECEDENCE);
        // Of virtual threads there are always more.
        places.setEnabled(!Threading.VIRTUAL.isActive(environment));
        return places;
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
