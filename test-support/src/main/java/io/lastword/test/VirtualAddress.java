package io.lastword.test;

import io.lastword.embedded.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An address that leads somewhere else after a failover, as a name or a virtual IP does: it decides where new connections
 * go, and leaves those that are open where they are.
 */
public final class VirtualAddress implements AutoCloseable {

    private final int port = FreePorts.choose();
    private final ServerSocket listening;
    private final Set<Way> ways = ConcurrentHashMap.newKeySet();
    private volatile InetSocketAddress target;

    public VirtualAddress(TestRedis redis) {
        target = address(redis);
        try {
            listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("accept", this::accept);
    }

    public int port() {
        return port;
    }

    public void pointTo(TestRedis redis) {
        target = address(redis);
    }

    /** From now on nothing passes on the connections that are open, and neither end is told. */
    public void silence() {
        ways.forEach(way -> way.silent = true);
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ways.forEach(Way::close);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket();
                Way way = new Way(client, server);
                ways.add(way);
                server.connect(target);
                start("questions", () -> way.pass(client, server));
                start("answers", () -> way.pass(server, client));
            } catch (IOException e) {
                // Closed, or nothing listens there; the client finds out.
            }
        }
    }

    private static InetSocketAddress address(TestRedis redis) {
        return new InetSocketAddress(redis.host(), redis.port());
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "virtual-address-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private final class Way {

        private final Socket client;
        private final Socket server;
        private volatile boolean silent;

        Way(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pass(Socket from, Socket to) {
            byte[] buffer = new byte[16 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!silent) {
                        out.write(buffer, 0, read);
                    }
                }
            } catch (IOException expected) {
                // Either end closed its connection, and so the other one is closed.
            }
            close();
        }

        void close() {
            ways.remove(this);
            try {
                client.close();
                server.close();
            } catch (IOException expected) {
                // Whatever was left to be sent has nowhere to go.
            }
        }
    }
}
