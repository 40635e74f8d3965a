package io.lastword.producer.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.producer.bulk.LineSplitter.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void shouldCutLinesTheSameInPiecesOfAnySize(int piece) throws IOException {
        assertThat(split("one\r\ntwo\n\n  \t\nfive\n\r\nlast", 10, piece))
                .containsExactly("1:one", "2:two", "5:five", "7:last");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 1000})
    void shouldSkipALineThatIsTooLongToItsEnd(int piece) throws IOException {
        String long1 = "x".repeat(11);
        String long2 = "y".repeat(500);
        assertThat(split("0123456789\r\n" + long1 + "\n" + long2 + "\nafter\n" + long2, 10, piece))
                .containsExactly("1:0123456789", "2:too long", "3:too long", "4:after", "5:too long");
    }

    @Test
    void shouldFindNoLineInAnEmptyStream() throws IOException {
        assertThat(split("", 10, 4)).isEmpty();
        assertThat(split("\n\r\n", 10, 4)).isEmpty();
    }

    @Test
    void shouldNotHoldALongLineInMemory() throws IOException {
        InputStream endless = new InputStream() {
            private long left = 2_000_000_000L;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int count = (int) Math.min(left, length);
                left -= count;
                return count == 0 ? -1 : count;
            }
        };

        Line line = new LineSplitter(endless, 1000).next();

        assertThat(line).isNotNull();
        assertThat(line.tooLong()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 11, 500})
    void shouldNotCountALineThatIsCutOff(int length) throws IOException {
        InputStream brokenOff =
                new SequenceInputStream(inPieces("one\n" + "x".repeat(length), 1000), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }
                });
        LineSplitter lines = new LineSplitter(brokenOff, 10);
        lines.next();

        assertThatThrownBy(lines::next).hasMessage("connection reset");

        assertThat(lines.lastNumber()).isEqualTo(1);
    }

    private static List<String> split(String text, int maxLineBytes, int piece) throws IOException {
        LineSplitter lines = new LineSplitter(inPieces(text, piece), maxLineBytes);
        List<String> found = new ArrayList<>();
        for (Line line = lines.next(); line != null; line = lines.next()) {
            found.add(line.number() + ":"
                    + (line.tooLong() ? "too long" : new String(line.bytes(), StandardCharsets.UTF_8)));
        }
        return found;
    }

    private static InputStream inPieces(String text, int piece) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(piece, length));
            }
        };
    }
}
