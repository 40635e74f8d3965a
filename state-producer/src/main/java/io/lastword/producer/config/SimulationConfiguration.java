package io.lastword.producer.config;

import io.lastword.model.types.EntityTypes;
import io.lastword.producer.append.ChangeLog;
import io.lastword.producer.simulation.Simulations;
import io.lastword.producer.write.ChangeStreams;
import io.lastword.producer.write.InFlightBudget;
import io.lastword.producer.write.WriteRules;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Simulations write as bulk writes do, and share their budget. */
@Configuration(proxyBeanMethods = false)
class SimulationConfiguration {

    @Bean
    Simulations simulations(
            EntityTypes types,
            WriteRules rules,
            @Qualifier("bulkChangeLog") ChangeLog log,
            InFlightBudget budget,
            ProducerProperties properties,
            Clock clock) {
        ChangeStreams streams = new ChangeStreams(types, rules, log, budget);
        return new Simulations(properties.simulation().toLimits(), streams::open, properties.requestWait(), clock);
    }
}
