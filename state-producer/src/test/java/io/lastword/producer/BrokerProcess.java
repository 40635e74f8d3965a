package io.lastword.producer;

import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker to be run in a JVM of its own, where it can be frozen; its data directory is the argument. */
final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] args) throws InterruptedException {
        EmbeddedBroker broker = new EmbeddedBroker(BrokerSettings.in(Path.of(args[0])));
        broker.start();
        System.out.println("broker answers at " + broker.bootstrapServers());
        new CountDownLatch(1).await();
    }
}
