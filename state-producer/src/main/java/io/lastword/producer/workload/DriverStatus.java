package io.lastword.producer.workload;

/** What a driver on shift does. */
enum DriverStatus {
    /** Waits for a passenger. */
    AVAILABLE("available"),
    /** Drives to a passenger, or waits for the passenger to get in. */
    EN_ROUTE("en-route"),
    /** Drives with a passenger. */
    ON_TRIP("on-trip"),
    BREAK("break");

    private final String text;

    DriverStatus(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
