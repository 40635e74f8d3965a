package io.lastword.producer.web;

import java.io.IOException;
import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP whose answers wait for their readers for a time of its own. Tomcat has one timeout for both directions, which
 * would give a client up that sends for longer than that before it reads.
 */
public final class PatientProtocol extends Http11NioProtocol {

    private long writeTimeoutMillis = getConnectionTimeout();

    /** @param timeout how long a write waits for a client that reads nothing */
    public void setWriteTimeout(Duration timeout) {
        writeTimeoutMillis = timeout.toMillis();
    }

    @Override
    protected Processor createProcessor() {
        return new Http11Processor(this, getAdapter()) {
            @Override
            public SocketState service(SocketWrapperBase<?> socket) throws IOException {
                socket.setWriteTimeout(writeTimeoutMillis);
                return super.service(socket);
            }
        };
    }
}
