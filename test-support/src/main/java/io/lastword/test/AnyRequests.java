package io.lastword.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Requests that every service refuses in the same way, whatever it is for, held against its description. */
public final class AnyRequests {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LONG = "x".repeat(20_000);

    private final Described described;
    private final URI address;

    private AnyRequests(Described described, URI address) {
        this.described = described;
        this.address = address;
    }

    /**
     * Sends them.
     *
     * @param address of the service
     * @param path one that takes no PATCH
     */
    public static void hold(Described described, URI address, String path) {
        AnyRequests requests = new AnyRequests(described, address);
        requests.hold(requests.to("/v1/nowhere"));
        requests.hold(requests.to("/v1/%00"));
        requests.hold(requests.to("/v1/" + LONG));
        requests.hold(requests.to(path).header("X-Long", LONG));
        requests.hold(requests.to(path).method("PATCH", BodyPublishers.noBody()));
        requests.hold(
                requests.to(path).header("Origin", "http://elsewhere.example").DELETE());
        requests.hold(requests.to("/v1/nowhere")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("a=b")));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(address.resolve(path));
    }

    private void hold(HttpRequest.Builder request) {
        try {
            described.holdAny(HTTP.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
