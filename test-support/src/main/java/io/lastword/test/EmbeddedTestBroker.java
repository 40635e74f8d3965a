package io.lastword.test;

import io.lastword.embedded.EmbeddedBroker;

final class EmbeddedTestBroker implements TestBroker {

    private final EmbeddedBroker broker;
    private final TemporaryDirectory directory;

    EmbeddedTestBroker(EmbeddedBroker broker, TemporaryDirectory directory) {
        this.broker = broker;
        this.directory = directory;
        CloseAtExit.add(this);
        broker.start();
    }

    @Override
    public String bootstrapServers() {
        return broker.bootstrapServers();
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
