package io.lastword.test;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Closes, when the JVM ends, what a test did not close; the youngest first. */
final class CloseAtExit {

    private static final Deque<AutoCloseable> OPEN = new ConcurrentLinkedDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(CloseAtExit::closeAll, "close-at-exit"));
    }

    private CloseAtExit() {}

    static void add(AutoCloseable resource) {
        OPEN.addFirst(resource);
    }

    static void remove(AutoCloseable resource) {
        OPEN.remove(resource);
    }

    private static void closeAll() {
        for (AutoCloseable resource = OPEN.poll(); resource != null; resource = OPEN.poll()) {
            try {
                resource.close();
            } catch (Exception e) {
                System.err.println("not closed at exit: " + resource + ": " + e);
            }
        }
    }
}
