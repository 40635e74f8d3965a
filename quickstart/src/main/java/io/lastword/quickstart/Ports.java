package io.lastword.quickstart;

import io.lastword.embedded.EmbeddedServerException;
import io.lastword.embedded.FreePorts;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which port each part listens on.
 *
 * @param numbers one for every {@link Port}, 1 to 65535, all different
 */
record Ports(Map<Port, Integer> numbers) {

    Ports {
        numbers = Map.copyOf(new EnumMap<>(numbers));
        Map<Integer, Port> owners = new HashMap<>();
        for (Port port : Port.values()) {
            Integer number = numbers.get(port);
            if (number == null || number < 1 || number > 65_535) {
                throw new QuickstartException(
                        "%s is %s; it must be a port from 1 to 65535".formatted(port.option(), number));
            }
            Port other = owners.putIfAbsent(number, port);
            if (other != null) {
                throw new QuickstartException("port %d is set for both %s and %s; change one of them with %s or %s"
                        .formatted(number, other.usedFor(), port.usedFor(), other.option(), port.option()));
            }
        }
    }

    int of(Port port) {
        return Objects.requireNonNull(numbers.get(port));
    }

    /** Such as {@code localhost:8080}. */
    String address(Port port) {
        return "localhost:" + of(port);
    }

    /**
     * Checks all ports before anything is started.
     *
     * @throws QuickstartException if something else has one of them
     */
    void requireFree() {
        for (Port port : Port.values()) {
            try {
                FreePorts.requireFree(of(port), port.usedFor());
            } catch (EmbeddedServerException e) {
                throw new QuickstartException(
                        "port %d, which %s needs, is in use; stop what listens there, or choose another with %s=PORT or %s=PORT"
                                .formatted(of(port), port.usedFor(), port.option(), port.variable()),
                        e);
            }
        }
    }
}
