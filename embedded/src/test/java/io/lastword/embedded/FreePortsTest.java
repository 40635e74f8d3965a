package io.lastword.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void shouldChooseAPortThatIsFree() {
        int port = FreePorts.choose();

        assertThatCode(() -> FreePorts.requireFree(port, "a test")).doesNotThrowAnyException();
    }

    @Test
    void shouldNameABusyPortAndItsPurpose() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> FreePorts.requireFree(busy.getLocalPort(), "Kafka"))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageStartingWith("port " + busy.getLocalPort() + " (Kafka) is in use")
                    .message()
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldNoticeAListenerOnAllAddresses() throws IOException {
        try (ServerSocket busy = new ServerSocket(0)) {
            assertThatThrownBy(() -> FreePorts.requireFree(busy.getLocalPort(), "Redis"))
                    .hasMessageContaining("is in use");
        }
    }

    @Test
    void shouldKeepClearOfThePortsOfOutgoingConnections() {
        assertThat(FreePorts.choose()).isBetween(20_000, 32_000);
    }
}
