package io.lastword.docs;

import java.util.Locale;

/**
 * One setting, as the page shows it.
 *
 * @param name with its prefix
 * @param type of its value
 * @param byDefault empty if there is none
 * @param meaning in Markdown
 */
record Setting(String name, String type, String byDefault, String meaning) {

    String row() {
        return "| `" + name + "` | " + type + " | "
                + (byDefault.isEmpty() || byDefault.contains(" ") ? byDefault : "`" + byDefault + "`") + " | " + meaning
                + "<br>`" + environment() + "` |";
    }

    /** The environment variable that Spring Boot takes for it. */
    private String environment() {
        return name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
