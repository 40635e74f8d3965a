package io.lastword.quickstart;

import io.lastword.quickstart.Answer.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The oracle: each answer equals the fold of the log up to the position that it states, holds everything that the log
 * held at its caught-up-at, and takes nobody back. Pure.
 *
 * @param lives every incarnation that there was
 * @param maxStateBytes a value of more bytes is unreadable
 */
record Checker(List<LogLife> lives, int maxStateBytes) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long UNSEEN_AT_MOST = 500;
    private static final Set<Integer> STATES = Set.of(200, 304, 404, 409);
    private static final Set<String> NOT_NOW = Set.of(
            "503 not-ready",
            "503 store-unavailable",
            "503 store-behind",
            "503 too-stale",
            "504 token-not-reached",
            "410 token-of-another-log");

    /**
     * What came of a check.
     *
     * @param lies a line for each thing that is wrong with an answer
     * @param statements answers that said something of an entity
     * @param uncheckable statements whose position is beyond what was archived of a deleted log
     */
    record Verdict(List<String> lies, int statements, int uncheckable) {}

    Verdict check(List<Answer> answers) {
        List<String> lies = new ArrayList<>();
        int statements = 0;
        int uncheckable = 0;
        for (Answer answer : answers) {
            if (!STATES.contains(answer.status())) {
                String lie = findWrongRefusal(answer);
                if (lie != null) {
                    lies.add(lie + ": " + answer);
                }
                continue;
            }
            statements++;
            String lie = findLie(answer);
            if (lie != null && isUncheckable(answer)) {
                uncheckable++;
            } else if (lie != null) {
                lies.add(lie + ": " + answer);
            }
        }
        lies.addAll(stepsBack(answers));
        return new Verdict(lies, statements, uncheckable);
    }

    private @Nullable String findWrongRefusal(Answer answer) {
        String refusal = answer.status() + " " + answer.problem();
        if (!NOT_NOW.contains(refusal)) {
            return "a read is never answered with " + refusal;
        }
        boolean dropped = answer.status() == 410
                && answer.after() != null
                && answer.after().caughtUpAt() != null;
        return dropped
                        && lives.stream()
                                .anyMatch(life ->
                                        life.incarnation().equals(answer.after().incarnation())
                                                && (life.deletedAt() == null
                                                        || life.deletedAt().isAfter(answer.answeredAt())))
                ? "the token is of the log that there is, and is to be dropped"
                : null;
    }

    private @Nullable String findLie(Answer answer) {
        if (answer.told().isEmpty()) {
            return "no entity";
        }
        if (answer.positions().isEmpty() && answer.after() != null) {
            return "no position, in an answer to a token";
        }
        if (answer.after() != null
                && answer.incarnation() != null
                && !answer.incarnation().equals(answer.after().incarnation())) {
            return "a token of one incarnation answered from another";
        }
        List<String> why = new ArrayList<>();
        for (LogLife life : candidates(answer)) {
            String lie = findLie(answer, life);
            if (lie == null) {
                return null;
            }
            why.add("of " + life + ": " + lie);
        }
        return why.isEmpty() ? "no such incarnation" : String.join("; ", why);
    }

    /** An absence names no incarnation, so it must be true of one of those that had begun. */
    private List<LogLife> candidates(Answer answer) {
        String known = answer.surelyOf();
        return lives.stream()
                .filter(life -> known == null
                        ? life.createdAt().isBefore(answer.answeredAt())
                        : life.incarnation().equals(known))
                .toList();
    }

    private @Nullable String findLie(Answer answer, LogLife life) {
        Instant caughtUpAt = answer.caughtUpAt();
        Duration maxStale = answer.maxStale();
        if (maxStale != null
                && (caughtUpAt == null || caughtUpAt.isBefore(answer.sentAt().minus(maxStale)))) {
            return "staler than the " + maxStale + " allowed";
        }
        Instant deletedAt = life.deletedAt();
        if (caughtUpAt != null && caughtUpAt.isAfter(answer.answeredAt())) {
            return "caught up in the future";
        }
        if (caughtUpAt != null && deletedAt != null && caughtUpAt.isAfter(deletedAt)) {
            return "caught up with a log that was deleted before";
        }
        for (Map.Entry<Integer, Long> position : answer.positions().entrySet()) {
            String lie = findLie(answer, life.partition(position.getKey()), position.getValue());
            if (lie != null) {
                return "partition " + position.getKey() + ": " + lie;
            }
        }
        return answer.told().entrySet().stream()
                .map(told -> findLie(answer, life, told.getKey(), told.getValue()))
                .filter(lie -> lie != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String findLie(Answer answer, PartitionArchive archive, long position) {
        if (position > archive.end()) {
            return "position " + position + " is beyond the end " + archive.end();
        }
        if (answer.after() != null && position < answer.after().offsetOf(archive.number())) {
            return "position " + position + " is before the token's";
        }
        if (answer.caughtUpAt() != null && position < archive.endBefore(answer.caughtUpAt())) {
            return "position " + position + " was not the end at the caught-up-at: the log reached "
                    + archive.endBefore(answer.caughtUpAt());
        }
        return null;
    }

    private @Nullable String findLie(Answer answer, LogLife life, String id, Told told) {
        int partition = partitionOf(id, life.partitions().size());
        PartitionArchive archive = life.partition(partition);
        Long position = answer.positions().get(partition);
        if (position == null) {
            return answer.positions().isEmpty()
                    ? findLieWithoutPosition(answer, archive, id, told)
                    : id + " is of partition " + partition + ", whose position is not stated";
        }
        List<String> expected = new ArrayList<>();
        for (long start : archive.possibleStarts(answer.answeredAt(), answer.caughtUpAt())) {
            Told truth = truth(archive.fold(id, start, position));
            if (isSame(truth, told)) {
                return null;
            }
            expected.add(truth + " from " + start);
        }
        return id + " was at " + position + ": " + expected + ", its changes: "
                + archive.of(id, 0).stream()
                        .map(logged -> logged.offset() + "=" + logged.value())
                        .toList();
    }

    /** As of some time since the caught-up-at: a real change, and not one that was replaced by then. */
    private @Nullable String findLieWithoutPosition(Answer answer, PartitionArchive archive, String id, Told told) {
        if (told instanceof Told.Absent) {
            return id + " is called absent, and no position is stated";
        }
        Instant caughtUpAt = answer.caughtUpAt();
        long endThen = caughtUpAt == null ? 0 : archive.endBefore(caughtUpAt);
        List<Logged> changes = archive.of(id, 0);
        boolean replacedByThen =
                changes.stream().anyMatch(change -> change.offset() > revision(told) && change.offset() < endThen);
        return !replacedByThen && changes.stream().anyMatch(change -> isSame(truth(change), told))
                ? null
                : id + " was never so since " + caughtUpAt + ", its changes: "
                        + changes.stream()
                                .map(change -> change.offset() + "=" + change.value())
                                .toList();
    }

    private static long revision(Told told) {
        if (told instanceof Told.Found found) {
            return found.revision();
        }
        return told instanceof Told.Unreadable unreadable ? unreadable.revision() : -1;
    }

    /** What is to be said of an entity whose last change is this one. */
    Told truth(@Nullable Logged last) {
        if (last == null || last.value() == null) {
            return new Told.Absent();
        }
        if (!isReadable(last.value())) {
            return new Told.Unreadable(last.offset());
        }
        String event = last.event() == null ? "updated" : last.event();
        return new Told.Found(last.offset(), event, last.loggedAt(), last.value());
    }

    private boolean isReadable(String value) {
        try {
            return value.length() <= maxStateBytes && JSON.readTree(value).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static boolean isSame(Told truth, Told told) {
        if (told instanceof Told.Found found && found.state() == null) {
            return truth instanceof Told.Found known && known.revision() == found.revision();
        }
        return truth.equals(told);
    }

    /** What was written between the last look at a log and its deletion can be served, and is not in the archive. */
    private boolean isUncheckable(Answer answer) {
        return candidates(answer).stream()
                .filter(life -> life.deletedAt() != null)
                .filter(life ->
                        answer.caughtUpAt() == null || !answer.caughtUpAt().isAfter(life.deletedAt()))
                .anyMatch(life -> answer.positions().entrySet().stream().anyMatch(position -> {
                    long beyond = position.getValue()
                            - life.partition(position.getKey()).end();
                    return beyond > 0 && beyond <= UNSEEN_AT_MOST;
                }));
    }

    /** Answers that are from before the position of an answer that had come before they were asked for. */
    private static List<String> stepsBack(List<Answer> answers) {
        List<Answer> bySending = answers.stream()
                .filter(answer -> answer.surelyOf() != null && !answer.told().isEmpty())
                .sorted(Comparator.comparing(Answer::sentAt))
                .toList();
        List<Answer> byAnswering = bySending.stream()
                .sorted(Comparator.comparing(Answer::answeredAt))
                .toList();
        List<String> lies = new ArrayList<>();
        Map<String, Long> reached = new HashMap<>();
        int answered = 0;
        for (Answer answer : bySending) {
            while (answered < byAnswering.size()
                    && byAnswering.get(answered).answeredAt().isBefore(answer.sentAt())) {
                Answer before = byAnswering.get(answered++);
                before.positions()
                        .forEach((partition, position) -> reached.merge(log(before, partition), position, Math::max));
            }
            answer.positions().forEach((partition, position) -> {
                long floor = reached.getOrDefault(log(answer, partition), 0L);
                if (position < floor) {
                    lies.add("the same instance had answered from " + floor + " before: " + answer);
                }
            });
        }
        return lies;
    }

    private static String log(Answer answer, int partition) {
        return answer.instance() + " " + answer.surelyOf() + " " + partition;
    }

    static int partitionOf(String id, int partitions) {
        byte[] key = id.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
