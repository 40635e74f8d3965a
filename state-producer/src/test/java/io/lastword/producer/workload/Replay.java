package io.lastword.producer.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.model.entity.Change;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a workload makes, folded as a consumer would. */
public final class Replay {

    private Replay() {}

    /** The states that the first changes leave, by id. */
    static Map<String, String> finalStates(WorkloadKind kind, long seed, long entities, long changes) {
        Map<String, String> states = new TreeMap<>();
        changes(kind.create(seed, entities), changes, change -> {
            if (change instanceof Change.Upsert upsert) {
                states.put(upsert.id().value(), new String(upsert.state(), UTF_8));
            } else {
                states.remove(change.id().value());
            }
        });
        return states;
    }

    /** A digest of all that the first changes are, in their order. */
    static String digest(WorkloadKind kind, long seed, long entities, long changes) {
        MessageDigest digest = sha256();
        changes(kind.create(seed, entities), changes, change -> {
            digest.update(change.id().toKey());
            digest.update(change.event().getBytes(UTF_8));
            if (change instanceof Change.Upsert upsert) {
                digest.update(upsert.state());
            }
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    public static void changes(Workload workload, long changes, Consumer<Change> consumer) {
        for (long i = 0; i < changes; i++) {
            consumer.accept(workload.next());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
