package io.lastword.test;

import java.util.Random;

/**
 * The seed of what tests draw at random: the same in every run, so that a run fails for what was changed and not by
 * chance. {@code -Dlastword.test.seed=N} is another one, {@code -Dlastword.test.seed=random} draws it.
 */
public final class Seed {

    public static final String PROPERTY = "lastword.test.seed";

    private static final long BY_DEFAULT = 101;
    private static final int MOST_DRAWN = 1_000_000;

    private Seed() {}

    /**
     * The seed of this run; one that is drawn is printed.
     *
     * @throws NumberFormatException if the property is neither a number nor {@code random}
     */
    public static long ofThisRun() {
        String wanted = System.getProperty(PROPERTY, "");
        if (wanted.equals("random")) {
            long drawn = new Random().nextInt(MOST_DRAWN);
            System.out.println("drawn: -D" + PROPERTY + "=" + drawn);
            return drawn;
        }
        return wanted.isEmpty() ? BY_DEFAULT : Long.parseLong(wanted);
    }
}
