package io.lastword.query.web.watch;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/** Lets whoever writes a stream of events close its connection, which servlets cannot. */
public final class ConnectionCloser extends ValveBase {

    private static final String NAME = ConnectionCloser.class.getName();

    public ConnectionCloser() {
        super(true);
    }

    /** Closes the connection of a request at once, whatever waits to be sent. */
    static Runnable of(ServletRequest request) {
        return request.getAttribute(NAME) instanceof Runnable closer ? closer : () -> {};
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Runnable closer = () -> response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        request.setAttribute(NAME, closer);
        getNext().invoke(request, response);
    }
}
