package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@AnyServer
class BulkGzipIT {

    private static RunningProducer producer;

    @BeforeAll
    static void start() {
        producer = RunningProducer.start(Backends.broker());
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    @Test
    void shouldWriteTheLinesOfACompressedBody() throws IOException {
        InputStream lines = BulkWriteIT.lines(20_000, n -> "{\"id\":\"z-" + n + "\",\"state\":{\"n\":" + n + "}}\n");

        Answer answer = bulk("gzip", gzip(lines.readAllBytes()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("accepted").asInt()).isEqualTo(20_000);
        assertThat(Topics.lastPerKey(Topics.read(Backends.broker(), producer.deviceTopic()))
                        .get("z-19999")
                        .value())
                .isEqualTo("{\"n\":19999}".getBytes(UTF_8));
    }

    @Test
    void shouldSayHowFarItCameInABrokenBody() throws IOException {
        byte[] whole = gzip(BulkWriteIT.lines(20_000, n -> "{\"id\":\"t-" + n + "\",\"state\":{\"n\":" + n + "}}\n")
                .readAllBytes());

        Answer answer = bulk("GZip", Arrays.copyOf(whole, whole.length / 2));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:invalid-body");
        int accepted = answer.body().get("accepted").asInt();
        assertThat(accepted).isBetween(1, 19_999);
        assertThat(answer.text("detail"))
                .startsWith("the gzip body ends too early after line " + accepted)
                .contains("were written");
        assertThat(answer.body().get("notReadFrom").asInt()).isEqualTo(accepted + 1);
        assertThat(answer.body().get("rejected")).isEmpty();
    }

    @Test
    void shouldRefuseABodyThatIsNotCompressed() {
        Answer answer = bulk("gzip", "{\"id\":\"a\",\"state\":{}}".getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("detail")).contains("not what gzip makes", "after line 0");
    }

    @Test
    void shouldHoldNoMoreOfABombThanALine() throws IOException {
        byte[] member = gzip(new byte[100_000_000]);
        ByteBuffer bomb = ByteBuffer.allocate(22 * member.length);
        while (bomb.hasRemaining()) {
            bomb.put(member);
        }
        // It becomes more than fits into an array, so that who held all of it would fail.
        assertThat(bomb.capacity()).isLessThan(3_000_000);

        Answer answer = bulk("gzip", bomb.array());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("rejectedCount").asInt()).isEqualTo(1);
        assertThat(answer.body().get("rejected").get(0).get("reason").asString())
                .contains("longer than 528384 bytes");
    }

    @Test
    void shouldRefuseOtherEncodings() {
        for (String encoding : new String[] {"br", "gzip, gzip", "deflate"}) {
            Answer answer = bulk(encoding, new byte[] {1, 2, 3});

            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:unsupported-encoding");
            assertThat(answer.raw().headers().firstValue("Accept-Encoding")).contains("gzip");
        }
        assertThat(bulk("identity", "{\"id\":\"i\",\"state\":{}}".getBytes(UTF_8))
                        .status())
                .isEqualTo(200);
    }

    private static Answer bulk(String encoding, byte[] body) {
        return producer.send(producer.to("/v1/entities/device")
                .header("Content-Type", "application/x-ndjson")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }
}
