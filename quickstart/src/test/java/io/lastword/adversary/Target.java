package io.lastword.adversary;

import java.util.List;

/**
 * A service that is asked.
 *
 * @param operations what its API description says that it does
 */
record Target(String name, int port, List<Operation> operations) {

    Target {
        operations = List.copyOf(operations);
    }
}
