package io.lastword.quickstart;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the quickstart was asked to do. An option wins over its environment variable; {@code help.txt} describes both.
 *
 * @param data folder of everything that is kept
 * @param types URL of the entity types, default {@value #SHIPPED_TYPES}
 * @param fresh whether to empty the data folder first
 * @param sample whether a first start loads the sample
 * @param verbose whether the console shows more than warnings
 * @param help whether to do nothing but describe the options
 */
record Options(Ports ports, Path data, String types, boolean fresh, boolean sample, boolean verbose, boolean help) {

    static final String SHIPPED_TYPES = "classpath:quickstart-types.yml";

    private static final String DATA = "--data";
    private static final String TYPES = "--types";
    private static final Set<String> FLAGS = Set.of("--fresh", "--no-sample", "--verbose", "--help");

    /**
     * Reads the command line and the environment.
     *
     * @throws QuickstartException if an option is unknown or a value is not usable
     */
    static Options parse(List<String> arguments, Map<String, String> environment) {
        Set<String> flags = new HashSet<>();
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i).split("=", 2)[0];
            if (FLAGS.contains(arguments.get(i))) {
                flags.add(name);
            } else if (!takesValue(name)) {
                throw new QuickstartException("unknown option " + arguments.get(i) + "; --help lists what there is");
            } else if (arguments.get(i).contains("=")) {
                values.put(name, arguments.get(i).substring(name.length() + 1));
            } else if (i + 1 < arguments.size()) {
                values.put(name, arguments.get(++i));
            } else {
                throw new QuickstartException(name + " needs a value, as in " + name + "=VALUE");
            }
        }
        String types = first(values.get(TYPES), environment.get("LASTWORD_TYPES"), SHIPPED_TYPES);
        return new Options(
                ports(values, environment),
                path(first(values.get(DATA), environment.get("LASTWORD_DATA"), "quickstart/data")),
                types,
                flags.contains("--fresh"),
                // The sample is of the shipped types.
                !flags.contains("--no-sample") && types.equals(SHIPPED_TYPES),
                flags.contains("--verbose"),
                flags.contains("--help"));
    }

    private static boolean takesValue(String name) {
        for (Port port : Port.values()) {
            if (port.option().equals(name)) {
                return true;
            }
        }
        return name.equals(DATA) || name.equals(TYPES);
    }

    private static Ports ports(Map<String, String> values, Map<String, String> environment) {
        Map<Port, Integer> numbers = new EnumMap<>(Port.class);
        for (Port port : Port.values()) {
            String text = first(
                    values.get(port.option()), environment.get(port.variable()), Integer.toString(port.byDefault()));
            try {
                numbers.put(port, Integer.parseInt(text));
            } catch (NumberFormatException e) {
                throw new QuickstartException(
                        "'%s' is not a port; set %s or %s to a number from 1 to 65535"
                                .formatted(text, port.option(), port.variable()),
                        e);
            }
        }
        return new Ports(numbers);
    }

    private static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new QuickstartException(DATA + " is not a path: " + e.getMessage(), e);
        }
    }

    /** An empty environment variable counts as unset. */
    private static String first(@Nullable String option, @Nullable String variable, String byDefault) {
        if (option != null) {
            return option;
        }
        return variable == null || variable.isEmpty() ? byDefault : variable;
    }
}
