package io.lastword.quickstart;

import java.util.Locale;

/** The ports that the quickstart listens on, all of them on the loopback interface. */
enum Port {
    QUERY("the query API", 8080),
    PRODUCER("the producer", 8081),
    CONSUMER("the consumer", 8082),
    KAFKA("Kafka", 9092),
    REDIS("Redis", 6379);

    private final String usedFor;
    private final int byDefault;

    Port(String usedFor, int byDefault) {
        this.usedFor = usedFor;
        this.byDefault = byDefault;
    }

    String usedFor() {
        return usedFor;
    }

    int byDefault() {
        return byDefault;
    }

    /** Such as {@code --query-port}. */
    String option() {
        return "--" + name().toLowerCase(Locale.ROOT) + "-port";
    }

    /** Such as {@code LASTWORD_QUERY_PORT}. */
    String variable() {
        return "LASTWORD_" + name() + "_PORT";
    }
}
