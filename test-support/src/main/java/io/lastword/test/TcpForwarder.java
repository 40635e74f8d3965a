package io.lastword.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes every connection on to a server, byte by byte. */
final class TcpForwarder {

    private static final int BACKLOG = 50;

    private final Socket client;
    private final Socket server;

    private TcpForwarder(Socket client, Socket server) {
        this.client = client;
        this.server = server;
    }

    /** @param args the port to listen on, and host and port of the server */
    public static void main(String[] args) throws IOException {
        InetSocketAddress target = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
        try (ServerSocket listening =
                new ServerSocket(Integer.parseInt(args[0]), BACKLOG, InetAddress.getLoopbackAddress())) {
            System.out.println("forwarding to " + target);
            while (true) {
                Socket client = listening.accept();
                new Thread(() -> connect(client, target), "connect").start();
            }
        }
    }

    private static void connect(Socket client, InetSocketAddress target) {
        Socket server = new Socket();
        TcpForwarder pair = new TcpForwarder(client, server);
        try {
            server.connect(target);
            new Thread(() -> pair.copy(server, client), "answers").start();
            pair.copy(client, server);
        } catch (IOException e) {
            pair.close();
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException expected) {
            // Either end closed its connection, and so the other one is closed.
        } finally {
            close();
        }
    }

    private void close() {
        try {
            client.close();
            server.close();
        } catch (IOException expected) {
            // Whatever was left to be sent has nowhere to go.
        }
    }
}
