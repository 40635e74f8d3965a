package io.lastword.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A cluster made of servers that run in cluster mode, by plain CLUSTER commands. */
final class RedisCluster implements TestRedisCluster {

    /** What a server needs to be told to be one of a cluster. */
    static final List<List<String>> NODE_SETTINGS =
            List.of(List.of("cluster-enabled", "yes"), List.of("cluster-announce-ip", "127.0.0.1"));

    /** The servers talk to each other on a port that is so much higher than the one for clients. */
    static final int BUS_DISTANCE = 10_000;

    private static final String TRY_AGAIN_COUNT = "errorstat_TRYAGAIN:count=";
    private static final int SLOTS = 16_384;
    private static final Duration FORMED_WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);

    private final List<TestRedis> masters;
    private final AutoCloseable network;

    /**
     * @param masters started, and strangers to each other
     * @param network closed after them
     */
    RedisCluster(List<TestRedis> masters, AutoCloseable network) {
        this.masters = List.copyOf(masters);
        this.network = network;
        form();
    }

    @Override
    public Map<String, String> springSettings() {
        return Map.of("spring.data.redis.cluster.nodes", addresses());
    }

    @Override
    public List<TestRedis> servers() {
        return masters;
    }

    @Override
    public int slotOf(String key) {
        return Integer.parseInt(masters.get(0).cli("CLUSTER", "KEYSLOT", key));
    }

    @Override
    public TestRedis ownerOf(int slot) {
        return masters.stream().filter(master -> owns(master, slot)).findFirst().orElseThrow();
    }

    @Override
    public SlotMigration beginMigration(int slot, TestRedis to) {
        return new SlotMigration(slot, ownerOf(slot), to, masters);
    }

    @Override
    public long refusals() {
        return masters.stream()
                .flatMap(master -> master.cli("INFO", "errorstats").lines())
                .filter(line -> line.startsWith(TRY_AGAIN_COUNT))
                .mapToLong(line -> Long.parseLong(line.substring(TRY_AGAIN_COUNT.length())))
                .sum();
    }

    @Override
    public void stop() {
        masters.forEach(TestRedis::stop);
    }

    @Override
    public void start() {
        masters.forEach(TestRedis::start);
        awaitFormed();
    }

    @Override
    public void startEmpty() {
        masters.forEach(TestRedis::startEmpty);
        form();
    }

    @Override
    public String description() {
        return "cluster of " + masters.size() + " " + masters.get(0).description();
    }

    @Override
    public void close() {
        masters.forEach(TestRedis::close);
        try {
            network.close();
        } catch (Exception e) {
            throw new IllegalStateException("the network of " + this + " cannot be removed", e);
        }
    }

    @Override
    public String toString() {
        return description() + " at " + addresses();
    }

    private void form() {
        for (int i = 0; i < masters.size(); i++) {
            TestRedis master = masters.get(i);
            List<String> addSlots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(SLOTS * i / masters.size(), SLOTS * (i + 1) / masters.size())
                    .forEach(slot -> addSlots.add(Integer.toString(slot)));
            master.cli(addSlots.toArray(String[]::new));
            master.cli("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (TestRedis other : masters.subList(1, masters.size())) {
            masters.get(0).cli("CLUSTER", "MEET", other.host(), Integer.toString(other.port()));
        }
        awaitFormed();
    }

    private void awaitFormed() {
        Awaitility.await("the cluster " + addresses())
                .atMost(FORMED_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(() -> masters.stream().allMatch(this::knowsAll));
    }

    private boolean knowsAll(TestRedis master) {
        List<String> info = master.cli("CLUSTER", "INFO").lines().toList();
        return info.contains("cluster_state:ok")
                && info.contains("cluster_known_nodes:" + masters.size())
                && info.contains("cluster_size:" + masters.size());
    }

    /** Whether the master itself says so. */
    private static boolean owns(TestRedis master, int slot) {
        return master.cli("CLUSTER", "NODES")
                .lines()
                .filter(line -> line.contains("myself"))
                .flatMap(line -> List.of(line.split(" ")).stream().skip(8))
                .filter(range -> !range.startsWith("["))
                .anyMatch(range -> contains(range, slot));
    }

    private static boolean contains(String range, int slot) {
        String[] bounds = range.split("-");
        return Integer.parseInt(bounds[0]) <= slot && slot <= Integer.parseInt(bounds[bounds.length - 1]);
    }

    private String addresses() {
        return masters.stream()
                .map(master -> master.host() + ":" + master.port())
                .collect(Collectors.joining(","));
    }
}
