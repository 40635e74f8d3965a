package io.lastword.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How much was answered under each fault, and for how long reads were refused after it began. Reads that ask for more than
 * what there is, by a token or an age, do not count.
 */
final class Availability {

    /** What says something of an entity; everything else is a refusal. */
    private static final Set<Integer> ANSWERED = Set.of(200, 304, 404, 409);

    private static final Duration AFTERWARDS = Duration.ofSeconds(1);

    private final List<Answer> answers;
    private final List<Lived> faults;

    /** A fault and its time. */
    record Lived(Fault fault, Instant from, Instant to) {

        boolean covers(Instant instant) {
            return !instant.isBefore(from) && instant.isBefore(to.plus(AFTERWARDS));
        }
    }

    /** A time in which every read was refused. */
    private record Refusal(Instant from, Instant to, Set<String> causes) {

        private Duration length() {
            return Duration.between(from, to);
        }
    }

    Availability(List<Answer> answers, List<Lived> faults) {
        this.answers = answers.stream()
                .filter(answer -> answer.after() == null && answer.maxStale() == null)
                .sorted(Comparator.comparing(Answer::answeredAt))
                .toList();
        this.faults = List.copyOf(faults);
    }

    /** A line for all, and one for each fault that occurred, in the order of their declaration. */
    List<String> report() {
        List<Refusal> refusals = refusals();
        List<String> lines = new ArrayList<>();
        lines.add("%-32s %s".formatted("all the time", line(answers, refusals)));
        Map<Fault, List<Lived>> byFault = new EnumMap<>(Fault.class);
        faults.forEach(lived -> byFault.computeIfAbsent(lived.fault(), fault -> new ArrayList<>())
                .add(lived));
        byFault.forEach((fault, times) -> lines.add("%-32s %s"
                .formatted(
                        fault + " x" + times.size(),
                        line(
                                answers.stream()
                                        .filter(answer -> times.stream().anyMatch(time -> time.covers(answer.sentAt())))
                                        .toList(),
                                refusals.stream()
                                        .filter(refusal -> times.stream().anyMatch(time -> time.covers(refusal.from())))
                                        .toList()))));
        return lines;
    }

    private static String line(List<Answer> asked, List<Refusal> refusals) {
        long answered = asked.stream()
                .filter(answer -> ANSWERED.contains(answer.status()))
                .count();
        String share = asked.isEmpty()
                ? "nothing asked"
                : "%d of %d answered (%d %%)".formatted(answered, asked.size(), 100 * answered / asked.size());
        return refusals.stream()
                .max(Comparator.comparing(Refusal::length))
                .map(longest -> share
                        + ", longest refusal of all that began in it %d ms %s"
                                .formatted(longest.length().toMillis(), longest.causes()))
                .orElse(share);
    }

    private List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>();
        Instant from = null;
        Set<String> causes = new HashSet<>();
        for (Answer answer : answers) {
            if (!ANSWERED.contains(answer.status())) {
                from = from == null ? answer.sentAt() : from;
                causes.add(answer.status() + " " + answer.problem());
            } else if (from != null) {
                refusals.add(new Refusal(from, answer.answeredAt(), new TreeSet<>(causes)));
                from = null;
                causes.clear();
            }
        }
        return refusals;
    }
}
