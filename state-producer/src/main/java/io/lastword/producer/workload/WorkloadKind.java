package io.lastword.producer.workload;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The workloads that there are. */
public enum WorkloadKind {

    /** A fleet of streaming devices; see {@link DevicesWorkload}. */
    DEVICES("devices", "device") {
        @Override
        public Workload create(long seed, long entities) {
            return new DevicesWorkload(seed, entities);
        }
    },

    /** Drivers of one city; see {@link DriversWorkload}. */
    DRIVERS("drivers", "driver") {
        @Override
        public Workload create(long seed, long entities) {
            return new DriversWorkload(seed, entities);
        }
    };

    /** The most entities of one simulation. */
    public static final long MAX_ENTITIES = 200_000_000;

    private final String text;
    private final String type;

    WorkloadKind(String text, String type) {
        this.text = text;
        this.type = type;
    }

    /** The workload from its first change on, for 1 to {@value #MAX_ENTITIES} entities. */
    public abstract Workload create(long seed, long entities);

    /** Its name in requests, answers and on the command line. */
    @JsonValue
    public String text() {
        return text;
    }

    /** The entity type that it writes to unless told otherwise. */
    public String defaultType() {
        return type;
    }

    public static Optional<WorkloadKind> find(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    /** For messages: the known names, comma-separated. */
    public static String names() {
        return Arrays.stream(values()).map(WorkloadKind::text).collect(Collectors.joining(", "));
    }
}
