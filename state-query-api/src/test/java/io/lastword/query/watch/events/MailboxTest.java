package io.lastword.query.watch.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.query.watch.tail.Change;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private final PendingBytes budget = new PendingBytes(100);
    private final Mailbox mailbox = new Mailbox(3, budget);

    @Test
    void shouldKeepOnlyTheLastChangeOfAnEntityInTheOrderOfTheLog() {
        offer("a", 1);
        offer("b", 2);
        offer("a", 3);

        assertThat(round()).containsExactly("b@2", "a@3");
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void shouldGiveEveryEntityItsTurnHoweverOftenAnotherChanges() {
        offer("hot", 1);
        offer("quiet", 2);
        mailbox.beginRound();
        assertThat(next()).isEqualTo("hot@1");
        offer("hot", 3);
        offer("hot", 4);

        assertThat(next()).isEqualTo("quiet@2");
        assertThat(next()).isNull();
        assertThat(round()).containsExactly("hot@4");
    }

    @Test
    void shouldGiveOutAHotEntityInEveryRoundThoughItChangesAllTheTime() {
        offer("hot", 1);
        offer("other", 2);
        mailbox.beginRound();
        offer("hot", 3);

        assertThat(next()).isEqualTo("hot@1");
    }

    @Test
    void shouldRefuseMoreEntitiesThanItMayHoldButNotALaterChangeOfOne() {
        offer("a", 1);
        offer("b", 2);
        offer("c", 3);

        assertThat(mailbox.offer(Words.change("d", 4))).isFalse();
        assertThat(mailbox.offer(Words.change("b", 5))).isTrue();
        assertThat(round()).containsExactly("a@1", "c@3", "b@5");
    }

    @Test
    void shouldHoldNothingWhereOthersHaveTakenAllTheRoom() {
        budget.tryTake(95, true);

        assertThat(mailbox.offer(Words.change("a", 1))).isFalse();
        budget.giveBack(5);
        assertThat(mailbox.offer(Words.change("a", 1))).isTrue();
        assertThat(mailbox.offer(Words.change("b", 2))).isFalse();
        mailbox.clear();
        assertThat(budget.taken()).isEqualTo(90);
    }

    private void offer(String id, long offset) {
        assertThat(mailbox.offer(Words.change(id, offset))).isTrue();
    }

    private List<String> round() {
        mailbox.beginRound();
        List<String> told = new ArrayList<>();
        for (String next = next(); next != null; next = next()) {
            told.add(next);
        }
        return told;
    }

    private String next() {
        Change change = mailbox.poll();
        return change == null ? null : change.id() + "@" + change.offset();
    }
}
