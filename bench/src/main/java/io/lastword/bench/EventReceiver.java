package io.lastword.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;

/** Any number of watchers on one thread, which tells each change that any of them receives. */
final class EventReceiver implements AutoCloseable {

    private static final int READ_BYTES = 64 << 10;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final AtomicInteger begun = new AtomicInteger();
    private final Receiver receiver;
    private final Thread thread = new Thread(this::run, "event-receiver");
    private volatile boolean closed;

    /** Is told of each change, on the receiving thread. */
    interface Receiver {

        void change(boolean ofType, String id, long revision);
    }

    EventReceiver(Receiver receiver) throws IOException {
        this.receiver = receiver;
        thread.setDaemon(true);
        thread.start();
    }

    /** Connects a watcher. */
    void watch(int port, String path, boolean ofType) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("localhost", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Stream(ofType));
        selector.wakeup();
    }

    /** How many watchers have received their first event. */
    int begun() {
        return begun.get();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(100);
                for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                    SelectionKey key = keys.next();
                    keys.remove();
                    read((SocketChannel) key.channel(), (Stream) key.attachment());
                }
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException e) {
            if (!closed) {
                throw new IllegalStateException("the watchers cannot go on", e);
            }
        }
    }

    private void read(SocketChannel channel, Stream stream) throws IOException {
        buffer.clear();
        int read = channel.read(buffer);
        if (read < 0) {
            channel.close();
            if (!closed) {
                throw new UncheckedIOException(new IOException("a watch has ended: " + stream.line));
            }
            return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            stream.take(buffer.get());
        }
    }

    /** One response: its head, then chunks with lines of events in them. */
    private final class Stream {

        private final boolean ofType;
        private final StringBuilder line = new StringBuilder();
        private final StringBuilder size = new StringBuilder();
        private boolean inHead = true;
        private boolean isChange;
        private boolean hasBegun;
        private int left;

        Stream(boolean ofType) {
            this.ofType = ofType;
        }

        void take(byte b) {
            if (inHead) {
                takeHead((char) b);
            } else if (left > 0) {
                left--;
                takeBody((char) b);
            } else if (b == '\n' && size.length() > 0) {
                left = Integer.parseInt(size.toString(), 16);
                size.setLength(0);
            } else if (b != '\r' && b != '\n') {
                size.append((char) b);
            }
        }

        private void takeHead(char c) {
            line.append(c);
            if (line.length() >= 4 && line.substring(line.length() - 4).equals("\r\n\r\n")) {
                if (!line.toString().startsWith("HTTP/1.1 200")) {
                    throw new IllegalStateException("a watch was refused: " + line);
                }
                line.setLength(0);
                inHead = false;
            }
        }

        private void takeBody(char c) {
            if (c != '\n') {
                line.append(c);
                return;
            }
            if (line.indexOf("event: ") == 0) {
                isChange = line.indexOf("change") == 7;
                if (!hasBegun) {
                    hasBegun = true;
                    begun.incrementAndGet();
                }
            } else if (isChange && line.indexOf("data: ") == 0) {
                int id = line.indexOf("\"id\":\"") + 6;
                int revision = line.indexOf("\"revision\":") + 11;
                receiver.change(
                        ofType,
                        line.substring(id, line.indexOf("\"", id)),
                        Long.parseLong(line.substring(revision, line.indexOf(",", revision))));
            }
            line.setLength(0);
        }
    }
}
