package io.lastword.kit.http.rules;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;

/** Tells clients apart, for what is shared out fairly. */
public final class Clients {

    private static final int GROUPS_OF_A_NETWORK = 4;

    private Clients() {}

    /** The address that a request comes from; of IPv6 the network, since a client has as many addresses there as it likes. */
    public static String of(HttpServletRequest request) {
        String address = String.valueOf(request.getRemoteAddr());
        if (address.indexOf(':') < 0) {
            return address;
        }
        // The container writes all eight groups.
        String[] groups = address.split(":", -1);
        return groups.length == 8 ? String.join(":", Arrays.copyOf(groups, GROUPS_OF_A_NETWORK)) : address;
    }
}
