package io.lastword.embedded;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * The servers that lead a Kafka cluster together, and which of them one server is.
 *
 * @param clusterId the same for all of them
 * @param nodeId a key of the ports
 * @param controllerPorts by node id, all on 127.0.0.1
 */
public record Quorum(String clusterId, int nodeId, SortedMap<Integer, Integer> controllerPorts) {

    public Quorum {
        controllerPorts = new TreeMap<>(controllerPorts);
        if (!controllerPorts.containsKey(nodeId)) {
            throw new IllegalArgumentException("node %d is none of %s".formatted(nodeId, controllerPorts.keySet()));
        }
    }

    /** The servers of a new cluster, numbered from 1 on, with their controllers on free ports. */
    public static List<Quorum> of(int size) {
        String clusterId = Uuid.randomUuid().toString();
        SortedMap<Integer, Integer> ports = new TreeMap<>();
        for (int node = 1; node <= size; node++) {
            ports.put(node, FreePorts.choose());
        }
        return ports.keySet().stream()
                .map(node -> new Quorum(clusterId, node, ports))
                .toList();
    }

    /** As in {@code controller.quorum.voters}. */
    public String voters() {
        return controllerPorts.entrySet().stream()
                .map(voter -> voter.getKey() + "@127.0.0.1:" + voter.getValue())
                .collect(Collectors.joining(","));
    }

    /** This server's own. */
    public int controllerPort() {
        return requireNonNull(controllerPorts.get(nodeId));
    }
}
