package io.lastword.model.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import org.junit.jupiter.api.Test;

class FairSharesTest {

    private static FairShares places(int all) {
        return new FairShares("places", all, ProblemType.TOO_MANY_STREAMS);
    }

    @Test
    void shouldGiveOneClientThreeQuartersAndKeepTheRestForOthers() {
        FairShares places = places(16);
        for (int i = 0; i < 12; i++) {
            places.take("greedy", 1);
        }

        assertThat(refusal(places, "greedy")).isEqualTo(ProblemType.MORE_THAN_A_SHARE);
        for (String other : new String[] {"a", "b", "c", "d"}) {
            places.take(other, 1);
        }
        assertThat(places.taken()).isEqualTo(16);
        assertThat(refusal(places, "greedy")).isEqualTo(ProblemType.MORE_THAN_A_SHARE);
        assertThat(refusal(places, "late")).isEqualTo(ProblemType.TOO_MANY_STREAMS);
        assertThat(refusal(places, "a")).isEqualTo(ProblemType.TOO_MANY_STREAMS);
    }

    @Test
    void shouldGiveTheOnlyPlaceToWhoeverComes() {
        FairShares places = places(1);
        FairShares.Share share = places.take("a", 1);

        assertThat(refusal(places, "b")).isEqualTo(ProblemType.TOO_MANY_STREAMS);
        share.close();
        share.close();

        places.take("b", 1);
        assertThat(places.taken()).isEqualTo(1);
    }

    @Test
    void shouldShareBytesLikePlaces() {
        FairShares bytes = places(1_000);
        FairShares.Share share = bytes.open("a");
        share.resize(900);

        assertThat(refusal(bytes, "a")).isEqualTo(ProblemType.MORE_THAN_A_SHARE);
        share.resize(100);

        assertThat(bytes.taken()).isEqualTo(100);
        bytes.take("b", 600);
        assertThat(catchThrowableOfType(ProblemException.class, () -> share.resize(701))
                        .type())
                .isEqualTo(ProblemType.TOO_MANY_STREAMS);
        assertThat(bytes.taken()).isEqualTo(700);
        share.close();
        share.resize(50);
        assertThat(bytes.taken()).isEqualTo(600);
    }

    private static ProblemType refusal(FairShares shares, String client) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> shares.take(client, 1));
        assertThat(refused.retryAfter()).isNotNull();
        return refused.type();
    }
}
