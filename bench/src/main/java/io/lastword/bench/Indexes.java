package io.lastword.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Which indexes the measured type has: {@code -Dbench.indexes=none}, {@code id} (the default) or {@code declared}. */
enum Indexes {
    NONE("      index-by-id: false\n"),
    ID(""),
    DECLARED("""
      indexes:
        country:
          kind: string
        model:
          kind: string
        volume:
          kind: number
""");

    private final String settings;

    Indexes(String settings) {
        this.settings = settings;
    }

    static Indexes chosen() {
        return valueOf(System.getProperty("bench.indexes", "id").toUpperCase(Locale.ROOT));
    }

    /** Writes the entity types as a file and returns the argument that has a service read it. */
    String argument(Path directory) throws IOException {
        Path types = directory.resolve("types.yml");
        Files.writeString(
                types, "lastword:\n  types:\n    device:\n      partitions: " + Setup.PARTITIONS + "\n" + settings);
        return "--LASTWORD_TYPES=" + types.toUri();
    }
}
