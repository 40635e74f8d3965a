package io.lastword.model.record;

/** Where a key belongs: Kafka's default placement, murmur2 of the key's bytes. */
public final class Partitioner {

    private static final int SEED = 0x9747b28c;
    private static final int MIX = 0x5bd1e995;

    private Partitioner() {}

    /** The partition that Kafka's own producer gives this key. */
    public static int partition(byte[] key, int partitions) {
        return positiveHash(key) % partitions;
    }

    /** A second, independent choice from the same hash: the key's bucket within its partition. */
    public static int bucket(byte[] key, int partitions, int buckets) {
        return positiveHash(key) / partitions % buckets;
    }

    private static int positiveHash(byte[] key) {
        return murmur2(key) & Integer.MAX_VALUE;
    }

    /** Austin Appleby's MurmurHash2, 32 bits, with the seed that Kafka uses. */
    private static int murmur2(byte[] data) {
        int hash = SEED ^ data.length;
        int i = 0;
        for (; i + 4 <= data.length; i += 4) {
            int word = (data[i] & 0xff)
                    | (data[i + 1] & 0xff) << 8
                    | (data[i + 2] & 0xff) << 16
                    | (data[i + 3] & 0xff) << 24;
            word *= MIX;
            word ^= word >>> 24;
            word *= MIX;
            hash = hash * MIX ^ word;
        }
        int left = data.length - i;
        if (left > 0) {
            for (int j = left - 1; j >= 0; j--) {
                hash ^= (data[i + j] & 0xff) << 8 * j;
            }
            hash *= MIX;
        }
        hash ^= hash >>> 13;
        hash *= MIX;
        return hash ^ hash >>> 15;
    }
}
