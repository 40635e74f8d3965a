package io.lastword.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds what writers were told against the log.
 *
 * @param lives every incarnation that there was
 */
record ClaimChecker(List<LogLife> lives) {

    /**
     * Checks what writers were told. What they were told rightly dates the log: it reached that offset by then.
     *
     * @return a line for each claim that the log does not bear out
     */
    List<String> check(List<Claim> claims) {
        List<String> lies = new ArrayList<>();
        for (Claim claim : claims) {
            LogLife life = lives.stream()
                    .filter(each -> each.incarnation().equals(claim.incarnation()))
                    .findFirst()
                    .orElse(null);
            PartitionArchive archive = life == null ? null : life.partition(claim.partition());
            if (archive == null) {
                lies.add("no such incarnation: " + claim);
            } else if (claim.isBorneOutBy(archive.at(claim.offset()))) {
                archive.acknowledged(claim.offset(), claim.acknowledgedAt());
            } else if (claim.offset() < archive.end() || life.deletedAt() == null) {
                lies.add("the log has there " + archive.at(claim.offset()) + where(claim) + ": " + claim);
            } else if (!where(claim).isEmpty()) {
                lies.add("it was not written to that incarnation" + where(claim) + ": " + claim);
            }
        }
        return lies;
    }

    /** Where the value that a claim is about really is; values are unique. */
    private String where(Claim claim) {
        if (claim.value() == null) {
            return "";
        }
        for (LogLife life : lives) {
            for (Logged logged : life.partition(claim.partition()).of(claim.id(), 0)) {
                if (claim.value().equals(logged.value())) {
                    return ", the value is at " + logged.offset() + " of " + life;
                }
            }
        }
        return "";
    }
}
