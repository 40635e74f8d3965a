package io.lastword.producer.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DevicesWorkloadTest {

    private static final int DEVICES = 10_000;

    @Test
    void shouldRegisterTheWholeFleetBeforeAnythingElseHappensToADevice() {
        Set<EntityId> seen = new HashSet<>();

        Replay.changes(new DevicesWorkload(1, DEVICES), DEVICES * 4 / 3 + 1, change -> {
            if (seen.add(change.id())) {
                assertThat(change.event()).isEqualTo("registered");
            }
        });

        assertThat(seen).hasSize(DEVICES);
    }

    @Test
    void shouldGiveMostUpdatesToFewDevices() {
        Map<EntityId, Integer> updates = new HashMap<>();
        Workload workload = new DevicesWorkload(1, DEVICES);
        Replay.changes(workload, 2 * DEVICES, change -> {});

        Replay.changes(workload, 200_000, change -> {
            if (change.event().equals("settings-changed")) {
                updates.merge(change.id(), 1, Integer::sum);
            }
        });

        int[] descending = updates.values().stream()
                .sorted(Comparator.reverseOrder())
                .mapToInt(Integer::intValue)
                .toArray();
        double all = Arrays.stream(descending).sum();
        // Zipf's law: ln(k) / ln(10,000) of all updates go to the first k.
        assertThat(Arrays.stream(descending).limit(10).sum() / all).isBetween(0.22, 0.30);
        assertThat(Arrays.stream(descending).limit(100).sum() / all).isBetween(0.46, 0.56);
        assertThat(Arrays.stream(descending).limit(1_000).sum() / all).isBetween(0.70, 0.80);
        assertThat(updates).hasSizeGreaterThan(DEVICES * 3 / 4);
    }

    @Test
    void shouldEndOnlyWhatIsThereAndBringItBackAsRegistered() {
        Set<EntityId> live = new HashSet<>();
        Map<String, Integer> events = new HashMap<>();
        Set<EntityId> ended = new HashSet<>();
        int[] returns = {0};

        Replay.changes(new DevicesWorkload(1, DEVICES), 200_000, change -> {
            events.merge(change.event(), 1, Integer::sum);
            if (change instanceof Change.Tombstone) {
                assertThat(change.event()).isEqualTo("deregistered");
                assertThat(live.remove(change.id())).isTrue();
                ended.add(change.id());
            } else {
                assertThat(live.add(change.id())).isEqualTo(change.event().equals("registered"));
                returns[0] += ended.remove(change.id()) ? 1 : 0;
            }
        });

        assertThat(events).containsOnlyKeys("registered", "settings-changed", "updated", "deregistered");
        assertThat(events.get("deregistered")).isGreaterThan(1_000);
        assertThat(returns[0]).isGreaterThan(500);
        assertThat(live).hasSizeBetween(DEVICES * 3 / 4, DEVICES - 1);
    }

    @Test
    void shouldDrawEveryRankAndNoOther() {
        assertThat(DevicesWorkload.skewed(0, 200_000_000)).isZero();
        assertThat(DevicesWorkload.skewed(Math.nextDown(1.0), 200_000_000)).isBetween(199_999_000L, 199_999_999L);
        assertThat(DevicesWorkload.skewed(Math.nextDown(1.0), 1)).isZero();
    }

    @Test
    void shouldNeverNumberTwoDevicesAlike() {
        long[] numbers = new long[1_000_000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Long.parseLong(SerialNumber.of(i * 200L + i % 200), 16);
        }

        assertThat(Arrays.stream(numbers).distinct().count()).isEqualTo(numbers.length);
        assertThat(SerialNumber.of(0)).hasSize(10);
    }

    @Test
    void shouldAddressTwoHundredMillionDevicesInASmallHeap() {
        ServiceCommand command = ServiceCommand.of(LargestFleet.class).withMaxHeap("48m");

        try (ServiceProcess process = command.start()) {
            assertThat(process.awaitOutput("all gone: (\\d+), then made: (\\d+)", Duration.ofSeconds(60))
                            .group())
                    .isEqualTo("all gone: 200000000, then made: 300000");
        }
    }

    /** The largest fleet with every one of its bits in use. */
    static final class LargestFleet {

        private LargestFleet() {}

        public static void main(String[] args) {
            BitSet gone = new BitSet((int) WorkloadKind.MAX_ENTITIES);
            for (int i = 0; i < WorkloadKind.MAX_ENTITIES; i++) {
                gone.set(i);
            }
            long found = gone.cardinality();
            long[] made = {0};
            for (WorkloadKind kind : WorkloadKind.values()) {
                Workload workload = kind.create(1, WorkloadKind.MAX_ENTITIES);
                Replay.changes(workload, 150_000, change -> made[0]++);
            }
            System.out.println("all gone: " + found + ", then made: " + made[0]);
        }
    }
}
