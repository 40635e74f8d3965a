package io.lastword.model.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.Golden;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

    private static final Incarnation INCARNATION = new Incarnation("p4fQ2kZ9QhOeUqX0c1mB3g");
    private static final int MAX_CHARS = 3696;

    private static final Map<String, Token> GOLDEN = Map.of(
            "one", Token.of("device", INCARNATION, null, 3, 300),
            "caught-up", Token.of("device", INCARNATION, Golden.LOGGED_AT, 0, 0),
            "several",
                    token(
                            Instant.EPOCH,
                            Map.of(0, 0L, 1, 127L, 2, 128L, 127, 16_384L, 128, 1L << 40, 255, Long.MAX_VALUE)));

    static Iterable<String> goldenNames() {
        return GOLDEN.keySet();
    }

    @ParameterizedTest
    @MethodSource("goldenNames")
    void shouldEncodeATokenAsPromised(String name) {
        String text = GOLDEN.get(name).encode();

        assertThat(text).isEqualTo(Golden.entries("tokens.txt").get(name));
    }

    @ParameterizedTest
    @MethodSource("goldenNames")
    void shouldDecodeAToken(String name) {
        Token token = Token.decode(Golden.entries("tokens.txt").get(name));

        assertThat(token).isEqualTo(GOLDEN.get(name));
    }

    @Test
    void shouldRoundTripEveryToken() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Token token = randomToken(random);

            Token again = Token.decode(token.encode());

            assertThat(again).isEqualTo(token);
        }
    }

    @Test
    void shouldBeNoLongerThanItSays() {
        String text = largest().encode();

        assertThat(text).hasSize(MAX_CHARS).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void shouldRoundTripTheLargestToken() {
        Token token = Token.decode(largest().encode());

        assertThat(token).isEqualTo(largest());
    }

    @Test
    void shouldNotAskForAPartitionThatItDoesNotName() {
        Token token = Token.of("device", INCARNATION, null, 3, 300);

        assertThat(token.offsetOf(4)).isZero();
        assertThat(token.offsetOf(3)).isEqualTo(300);
    }

    @ParameterizedTest
    @MethodSource("goldenNames")
    void shouldRefuseATokenCutAnywhere(String name) {
        String text = GOLDEN.get(name).encode();
        for (int length = 0; length < text.length(); length++) {
            assertRefused(text.substring(0, length));
        }
    }

    @ParameterizedTest
    @MethodSource("goldenNames")
    void shouldRefuseATokenWithAnythingAppended(String name) {
        String text = GOLDEN.get(name).encode();
        for (String junk : new String[] {"A", "AA", "AAA", "AAAA", "gAE", "=", "==", " ", "\n", "%", text}) {
            assertRefused(text + junk);
        }
    }

    @ParameterizedTest
    @MethodSource("goldenNames")
    void shouldRefuseATokenWithForeignCharacters(String name) {
        String text = GOLDEN.get(name).encode();
        for (String foreign : new String[] {"+", "/", ".", "*", " ", "ë", "😀", "\u0000"}) {
            assertRefused(text.substring(0, 5) + foreign + text.substring(6));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AQ", "null", "latest", "not a token", "0", "____", "=", "AQ=="})
    void shouldRefuseTextThatNeverWasAToken(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 2, 127, -1})
    void shouldRefuseAnotherVersion(byte version) {
        byte[] bytes = bytes(1, "device", "p4fQ2kZ9", -1, 1, 3, 3);
        bytes[0] = version;

        assertThatThrownBy(() -> Token.decode(text(bytes)))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("its version is not 1");
    }

    @Test
    void shouldBuildTokensByHandAsTheCodeDoes() {
        String text = text(bytes(1, "device", "p4fQ2kZ9", -1, 1, 3, 3));

        assertThat(text).isEqualTo(Token.of("device", INCARNATION, null, 3, 3).encode());
    }

    static Iterable<byte[]> brokenBytes() {
        return List.of(
                // partition 256
                bytes(1, "device", "p4fQ2kZ9", -1, 1, 0x80, 2, 3),
                // a partition that fills 64 bits
                bytes(1, "device", "p4fQ2kZ9", -1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 3),
                // an offset that fills 64 bits
                bytes(1, "device", "p4fQ2kZ9", -1, 1, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
                // an offset that never ends
                bytes(1, "device", "p4fQ2kZ9", -1, 1, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
                // an offset written longer than it needs to be
                bytes(1, "device", "p4fQ2kZ9", -1, 1, 3, 0x83, 0),
                // one partition twice
                bytes(1, "device", "p4fQ2kZ9", -1, 2, 3, 3, 3, 4),
                // partitions out of order
                bytes(1, "device", "p4fQ2kZ9", -1, 2, 3, 3, 2, 4),
                // no positions
                bytes(1, "device", "p4fQ2kZ9", -1, 0),
                // fewer positions than it says
                bytes(1, "device", "p4fQ2kZ9", -1, 2, 3, 3),
                // more positions than it says
                bytes(1, "device", "p4fQ2kZ9", -1, 1, 3, 3, 4, 4),
                // more positions than there may be
                bytes(1, "device", "p4fQ2kZ9", -1, 255, 255, 255, 255, 7, 3, 3),
                // a time before 1970
                bytes(1, "device", "p4fQ2kZ9", -2, 1, 3, 3),
                // no type
                bytes(1, "", "p4fQ2kZ9", -1, 1, 3, 3),
                // not a type's name
                bytes(1, "Device", "p4fQ2kZ9", -1, 1, 3, 3),
                // no incarnation
                bytes(1, "device", "", -1, 1, 3, 3),
                // not an incarnation
                bytes(1, "device", "p4fQ2kZë", -1, 1, 3, 3));
    }

    @ParameterizedTest
    @MethodSource("brokenBytes")
    void shouldRefuseBrokenContent(byte[] bytes) {
        assertRefused(text(bytes));
    }

    @Test
    void shouldRefuseEveryChangeOfASingleCharacterOrReadAnotherToken() {
        Token original = GOLDEN.get("several");
        String text = original.encode();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < text.length(); i++) {
            for (char c : alphabet.toCharArray()) {
                String changed = text.substring(0, i) + c + text.substring(i + 1);
                try {
                    Token token = Token.decode(changed);

                    assertThat(token.equals(original)).isEqualTo(changed.equals(text));
                } catch (InvalidTokenException e) {
                    assertThat(changed).isNotEqualTo(text);
                }
            }
        }
    }

    @Test
    void shouldQuoteOnlyTheBeginningOfALongText() {
        assertThatThrownBy(() -> Token.decode("!".repeat(41)))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageStartingWith("'" + "!".repeat(40) + "...' is not a token: ");
    }

    @Test
    void shouldNotCutAQuotedCharacterInTwo() {
        assertThatThrownBy(() -> Token.decode("!".repeat(39) + "😀!"))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageStartingWith("'" + "!".repeat(39) + "...' is not a token: ");
    }

    @Test
    void shouldNotMakeATokenWithoutPositions() {
        assertThatThrownBy(() -> token(null, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a token holds at least one position");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256, Integer.MAX_VALUE})
    void shouldNotMakeATokenOfAPartitionThatCannotBe(int partition) {
        assertThatThrownBy(() -> Token.of("device", INCARNATION, null, partition, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a token's partitions are 0 to 255");
    }

    @Test
    void shouldNotMakeATokenOfANegativeOffset() {
        assertThatThrownBy(() -> Token.of("device", INCARNATION, null, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a token's offsets are not negative");
    }

    private static void assertRefused(String text) {
        String quoted = text.length() <= 40 ? text : text.substring(0, 40);
        assertThatThrownBy(() -> Token.decode(text))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageStartingWith("'" + quoted)
                .hasMessageContaining("' is not a token: ")
                .hasMessageEndingWith("; pass one on exactly as an answer gave it");
    }

    private static Token token(Instant caughtUpAt, Map<Integer, Long> positions) {
        return new Token("device", INCARNATION.shortForm(), caughtUpAt, new TreeMap<>(positions));
    }

    private static Token largest() {
        TreeMap<Integer, Long> positions = new TreeMap<>();
        for (int partition = 0; partition < EntityType.MAX_PARTITIONS; partition++) {
            positions.put(partition, Long.MAX_VALUE);
        }
        return new Token("t".repeat(63), INCARNATION.shortForm(), Golden.LOGGED_AT, positions);
    }

    private static Token randomToken(Random random) {
        TreeMap<Integer, Long> positions = new TreeMap<>();
        for (int left = 1 + random.nextInt(20); left > 0; left--) {
            positions.put(random.nextInt(256), random.nextLong() >>> 1 + random.nextInt(63));
        }
        Instant time =
                random.nextInt(4) == 0 ? null : Instant.ofEpochMilli(random.nextLong() >>> 1 + random.nextInt(40));
        return token(time, positions);
    }

    private static byte[] bytes(int version, String type, String incarnation, long time, int... rest) {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        byte[] incarnationBytes = incarnation.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(11 + typeBytes.length + incarnationBytes.length + rest.length);
        bytes.put((byte) version).put((byte) typeBytes.length).put(typeBytes);
        bytes.put((byte) incarnationBytes.length).put(incarnationBytes).putLong(time);
        for (int b : rest) {
            bytes.put((byte) b);
        }
        return bytes.array();
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
