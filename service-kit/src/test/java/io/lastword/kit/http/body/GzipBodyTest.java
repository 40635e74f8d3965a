package io.lastword.kit.http.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipBodyTest {

    private static final byte[] ONE = gzip("one\n".repeat(1_000));
    private static final byte[] TWO = gzip("two\n".repeat(1_000));

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 17, 26, 1_000_000})
    void shouldReadAllMembersInPiecesOfAnySize(int piece) throws IOException {
        byte[] empty = gzip("");

        assertThat(read(join(ONE, empty, TWO, empty), piece)).isEqualTo("one\n".repeat(1_000) + "two\n".repeat(1_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 17, 26, 1_000_000})
    void shouldNotLeaveOutWhatFollowsTheLastMember(int piece) {
        for (String rest : new String[] {"x", "{\"id\":\"a\",\"state\":{}}\n", "\n".repeat(100)}) {
            assertThatThrownBy(() -> read(join(ONE, rest.getBytes(UTF_8)), piece))
                    .isInstanceOf(DamagedBodyException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000_000})
    void shouldNoticeThatTheEndIsMissing(int piece) {
        for (int length = 0; length < ONE.length; length++) {
            byte[] start = Arrays.copyOf(ONE, length);
            assertThatThrownBy(() -> read(start, piece)).isInstanceOf(DamagedBodyException.class);
        }
    }

    @Test
    void shouldNoticeDamage() {
        byte[] damaged = ONE.clone();
        damaged[ONE.length - 5] ^= 1;

        assertThatThrownBy(() -> read(damaged, 100)).isInstanceOf(DamagedBodyException.class);
        assertThatThrownBy(() -> read("plain text".getBytes(UTF_8), 100))
                .isInstanceOf(DamagedBodyException.class)
                .hasMessageContaining("not what gzip makes");
    }

    @Test
    void shouldLetABrokenConnectionBeWhatItIs() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new EOFException("the client went away");
            }
        };

        assertThatThrownBy(() -> new GzipBody(broken).read())
                .isExactlyInstanceOf(EOFException.class)
                .hasMessage("the client went away");
    }

    @Test
    void shouldNotTakeAConnectionThatBreaksBetweenMembersForTheEnd() {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(ONE), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new SocketTimeoutException("the client is too slow");
            }
        });

        assertThatThrownBy(() -> new GzipBody(broken).readAllBytes())
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("the client is too slow");
    }

    private static String read(byte[] body, int piece) throws IOException {
        InputStream inPieces = new ByteArrayInputStream(body) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(piece, length));
            }

            @Override
            public int available() {
                return 0;
            }
        };
        return new String(new GzipBody(inPieces).readAllBytes(), UTF_8);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
