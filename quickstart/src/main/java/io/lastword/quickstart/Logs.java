package io.lastword.quickstart;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** One log for the broker and the three services, set up before any of them; {@code logback.xml} beside this class. */
final class Logs {

    private static final String CONSOLE = "CONSOLE";

    private Logs() {}

    /**
     * To be called before anything logs.
     *
     * @param file the log file; what it held is kept beside it
     * @param verbose whether the console shows what the services say and not only warnings
     */
    static void to(Path file, boolean verbose) {
        // Three Spring contexts would each set the one log up anew.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", "io/lastword/quickstart/logback.xml");
        System.setProperty("quickstart.log", file.toString());
        System.setProperty("quickstart.console", verbose ? "INFO" : "WARN");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    static void muteConsole() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(CONSOLE);
        }
    }
}
