package io.lastword.model.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.store.Layout;
import io.lastword.model.types.EntityType;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionerTest {

    @Test
    void shouldPlaceEveryKeyWhereKafkasProducerDoes() {
        Random random = new Random(20260301);
        SoftAssertions softly = new SoftAssertions();
        for (int i = 0; i < 100_000; i++) {
            byte[] key = new byte[i % 67 == 0 ? random.nextInt(2000) : i % 67];
            random.nextBytes(key);
            int partitions = 1 + random.nextInt(EntityType.MAX_PARTITIONS);

            int partition = Partitioner.partition(key, partitions);

            if (partition != BuiltInPartitioner.partitionForKey(key, partitions)) {
                softly.fail("another partition for a key of %d bytes over %d", key.length, partitions);
            }
        }
        softly.assertAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 64, 256})
    void shouldSpreadTheKeysOfAPartitionEvenlyOverItsBuckets(int partitions) {
        int perBucket = 200;
        int keys = perBucket * Layout.BUCKETS * partitions;
        int[][] counts = new int[partitions][Layout.BUCKETS];

        for (int i = 0; i < keys; i++) {
            byte[] key = ("device-" + i).getBytes(StandardCharsets.UTF_8);
            counts[Partitioner.partition(key, partitions)][Partitioner.bucket(key, partitions, Layout.BUCKETS)]++;
        }

        // Chi-squared with 63 degrees of freedom has mean 63 and standard deviation 11.2.
        for (int[] buckets : counts) {
            assertThat(chiSquared(buckets)).isBetween(63.0 - 5 * 11.2, 63.0 + 7 * 11.2);
        }
    }

    @Test
    void shouldKeepEveryBucketInRange() {
        Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            byte[] key = new byte[random.nextInt(20)];
            random.nextBytes(key);

            int bucket = Partitioner.bucket(key, 8, Layout.BUCKETS);

            assertThat(bucket).isBetween(0, Layout.BUCKETS - 1);
        }
    }

    private static double chiSquared(int[] counts) {
        double total = 0;
        for (int count : counts) {
            total += count;
        }
        double expected = total / counts.length;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }
}
