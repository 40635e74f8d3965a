package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the main code of all modules to the size of a room, to six parameters of a constructor and to saying things once.
 * What is not so yet stands in a list of exceptions; whoever mends one takes it off the list.
 */
class HouseTest {

    private static final int ROOM = 16;
    private static final int PARAMETERS = 6;
    private static final int RUN = 10;

    /** Rooms with more files: tools, not rooms of a service. */
    private static final Set<String> LARGE_ROOMS = Set.of("io.lastword.bench", "io.lastword.test");

    /** Classes with a longer constructor. */
    private static final Set<String> LONG_CONSTRUCTORS = Set.of("Builds", "FoldLoop", "FoldLoops", "Lane", "Recovery");

    /** Pairs of files that share a run of lines. */
    private static final Set<String> WRITTEN_TWICE = Set.of(
            "BulkProgress WrittenPositions",
            "ContainerTestBroker ContainerTestRedis",
            "HistoryController ListParameters",
            "LogReader RawRecords");

    private static final Map<Path, List<String>> SOURCES = sources(Path.of("").toAbsolutePath());

    @Test
    void shouldHaveRoomsThatFit() {
        Map<String, Integer> sizes = new TreeMap<>();
        SOURCES.forEach((file, lines) -> {
            if (!file.endsWith("package-info.java")) {
                sizes.merge(room(lines), 1, Integer::sum);
            }
        });
        Set<String> large = sizes.entrySet().stream()
                .filter(room -> room.getValue() > ROOM)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(large).as("rooms with more than %d files", ROOM).isEqualTo(LARGE_ROOMS);
    }

    /** Written constructors; the components of a record, of which settings and wire formats have many, are not counted. */
    @Test
    void shouldHaveConstructorsOfFewParameters() {
        Set<String> found = new TreeSet<>();
        SOURCES.forEach((file, lines) -> {
            String name = name(file);
            Matcher constructor = Pattern.compile(
                            "^    (?:public |private |protected )?" + name + "\\(([^{]*?)\\)(?: throws [^{]*)? \\{",
                            Pattern.MULTILINE)
                    .matcher(String.join("\n", lines));
            while (constructor.find()) {
                if (parameters(constructor.group(1)) > PARAMETERS) {
                    found.add(name);
                }
            }
        });

        assertThat(found)
                .as("constructors of more than %d parameters", PARAMETERS)
                .isEqualTo(LONG_CONSTRUCTORS);
    }

    @Test
    void shouldSayThingsOnce() {
        Map<String, String> seen = new HashMap<>();
        Set<String> twice = new TreeSet<>();
        SOURCES.forEach((file, lines) -> {
            List<String> code =
                    lines.stream().map(String::strip).filter(HouseTest::says).toList();
            for (int i = 0; i + RUN <= code.size(); i++) {
                String other = seen.putIfAbsent(String.join("\n", code.subList(i, i + RUN)), name(file));
                if (other != null && !other.equals(name(file))) {
                    twice.add(Stream.of(other, name(file)).sorted().collect(Collectors.joining(" ")));
                }
            }
        });

        assertThat(twice).as("files that share %d lines", RUN).isEqualTo(WRITTEN_TWICE);
    }

    private static boolean says(String line) {
        return !line.isEmpty() && !line.matches("(import|package|/\\*|\\*|//).*");
    }

    private static int parameters(String text) {
        int depth = 0;
        int count = text.isBlank() ? 0 : 1;
        for (char c : text.toCharArray()) {
            depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
            count += c == ',' && depth == 0 ? 1 : 0;
        }
        return count;
    }

    private static String room(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("package "))
                .findFirst()
                .orElseThrow()
                .replaceAll("package |;", "");
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static Map<Path, List<String>> sources(Path module) {
        Map<Path, List<String>> sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(module.getParent())) {
            for (Path each : modules.toList()) {
                Path main = each.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    sources.putAll(sourcesIn(main));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(sources).hasSizeGreaterThan(400);
        return sources;
    }

    private static Map<Path, List<String>> sourcesIn(Path main) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(main)) {
            found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
        }
        Map<Path, List<String>> sources = new TreeMap<>();
        for (Path file : files) {
            sources.put(file, Files.readAllLines(file));
        }
        return sources;
    }
}
