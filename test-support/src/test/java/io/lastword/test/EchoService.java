package io.lastword.test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says that it is ready, then counts until it is told to end. */
final class EchoService {

    private EchoService() {}

    public static void main(String[] args) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("ended in good order");
            end.countDown();
        }));
        System.out.println("ready with " + String.join(",", args) + " and " + System.getProperty("greeting"));
        for (int count = 1; !end.await(20, TimeUnit.MILLISECONDS); count++) {
            System.out.println("count " + count);
        }
    }
}
