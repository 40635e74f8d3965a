package io.lastword.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Finds free TCP ports on the loopback interface. */
public final class FreePorts {

    /**
     * Below the ranges from which operating systems take the ports of outgoing connections: there, a client that
     * retries a stopped server's port may be given that very port and so keep the server from coming back.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 200;
    private static final int CONNECT_TIMEOUT_MILLIS = 200;

    /** Given out before by this process, to somebody who may not have bound it yet. */
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    /** A port that nothing listens on now; another process may still take it before the caller does. */
    public static int choose() {
        return chooseWith(0);
    }

    /**
     * A port like that of {@link #choose()} for a server that takes a second one.
     *
     * @param distance of the second port, which is as free, above the first
     */
    public static int chooseWith(int distance) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - distance);
            if (isFree(port) && isFree(port + distance) && give(port, port + distance)) {
                return port;
            }
        }
        throw new EmbeddedServerException("no free port found between " + LOWEST + " and " + HIGHEST);
    }

    private static synchronized boolean give(int port, int second) {
        if (GIVEN.contains(port) || GIVEN.contains(second)) {
            return false;
        }
        GIVEN.add(port);
        GIVEN.add(second);
        return true;
    }

    /**
     * Refuses a port that something else has.
     *
     * @param usedFor what the port is for, named in the message
     * @throws EmbeddedServerException if something else has the port
     */
    public static void requireFree(int port, String usedFor) {
        if (!isFree(port)) {
            throw new EmbeddedServerException(
                    "port %d (%s) is in use; stop what listens there or choose another port".formatted(port, usedFor));
        }
    }

    private static boolean isFree(int port) {
        // Some systems let a loopback address be bound beside a listener on all addresses, hence both questions.
        return !answers(port) && canBeBound(port);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canBeBound(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
