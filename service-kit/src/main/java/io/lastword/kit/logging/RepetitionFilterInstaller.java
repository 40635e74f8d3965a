package io.lastword.kit.logging;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;

/** Has the {@link RepetitionFilter} judge what is logged once the logging of a service has been set up. */
public final class RepetitionFilterInstaller implements ApplicationListener<ApplicationPreparedEvent> {

    @Override
    public void onApplicationEvent(ApplicationPreparedEvent event) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging
                && logging.getTurboFilterList().stream().noneMatch(RepetitionFilter.class::isInstance)) {
            RepetitionFilter filter = new RepetitionFilter();
            filter.setContext(logging);
            filter.start();
            logging.addTurboFilter(filter);
        }
    }
}
