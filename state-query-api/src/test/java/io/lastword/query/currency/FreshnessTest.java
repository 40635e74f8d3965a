package io.lastword.query.currency;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.token.Token;
import io.lastword.query.currency.Freshness.Remedy;
import io.lastword.query.currency.Freshness.Shortfall;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens of another log than the one that is served: only those that are surely of an older one are to be dropped. */
class FreshnessTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);
    private static final Incarnation SERVED = new Incarnation("AbCdEfGh-_1234567890xy");
    private static final Incarnation OTHER = new Incarnation("ZyXwVuTs-_1234567890xy");

    private final Freshness freshness =
            new Freshness(new AnsweredPositions((key, generation) -> ""), CLOCK_SKEW, Clock.fixed(NOW, ZoneOffset.UTC));

    /** The writer's clock is as far behind as is tolerated, so its log may be the newer one. */
    @Test
    void shouldKeepATokenThatMayBeNewerByTheToleratedClockSkew() {
        Shortfall shortfall = check(NOW.minus(CLOCK_SKEW).plusMillis(1), NOW);

        assertThat(shortfall.remedy()).isEqualTo(Remedy.WAIT);
        assertThat(shortfall.problem().type()).isEqualTo(ProblemType.TOKEN_NOT_REACHED);
    }

    @Test
    void shouldHaveATokenDroppedThatIsOlderWhateverTheClocks() {
        Shortfall shortfall = check(NOW.minus(CLOCK_SKEW), NOW);

        assertThat(shortfall.remedy()).isEqualTo(Remedy.NONE);
        assertThat(shortfall.problem().type()).isEqualTo(ProblemType.TOKEN_OF_ANOTHER_LOG);
    }

    @Test
    void shouldKeepATokenWhereItIsNotKnownOfWhenTheSnapshotsAre() {
        assertThat(check(NOW.minusSeconds(3_600), null).remedy()).isEqualTo(Remedy.WAIT);
    }

    private Shortfall check(Instant writtenAt, Instant caughtUpAt) {
        Token token = Token.of("device", OTHER, writtenAt, 0, 5);
        Served served = new Served("g", SERVED, 1, 50, 50, caughtUpAt, List.of());

        return freshness.check("device", 1, Map.of(0, served), new Demand(token, Duration.ZERO, null));
    }
}
