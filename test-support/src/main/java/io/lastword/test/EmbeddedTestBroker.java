package io.lastword.test;

import io.lastword.embedded.EmbeddedBroker;
import java.net.InetSocketAddress;

/** Not started when it is made. */
final class EmbeddedTestBroker implements SingleTestBroker {

    private final EmbeddedBroker broker;
    private final TemporaryDirectory directory;

    EmbeddedTestBroker(EmbeddedBroker broker, TemporaryDirectory directory) {
        this.broker = broker;
        this.directory = directory;
        CloseAtExit.add(this);
    }

    @Override
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public InetSocketAddress behindForwarder() {
        return new InetSocketAddress("127.0.0.1", broker.forwardedPort());
    }

    @Override
    public void stop() {
        broker.stop();
    }

    @Override
    public void start() {
        broker.start();
    }

    @Override
    public byte[] copy() {
        return directory.copy();
    }

    @Override
    public void startFrom(byte[] copy) {
        directory.restore(copy);
        broker.start();
    }

    @Override
    public String description() {
        return "embedded " + EmbeddedBroker.availableVersion();
    }

    @Override
    public void close() {
        CloseAtExit.remove(this);
        broker.close();
        directory.close();
    }

    @Override
    public String toString() {
        return description() + " at " + bootstrapServers();
    }
}
