package io.lastword.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps answers of services for the examples of their descriptions, if {@code lastword.test.answers} names a folder. */
final class AnswerFiles {

    private static final String FOLDER = System.getProperty("lastword.test.answers", "");

    private AnswerFiles() {}

    /** Writes the first answer of each status of each operation to a file of its own. */
    static void keep(String operation, HttpResponse<?> answer, String body) {
        if (FOLDER.isEmpty()) {
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("none").split(";", 2)[0];
        String name = (operation + " " + answer.statusCode() + " " + type).replace('/', '_');
        try {
            Path file = Files.createDirectories(Path.of(FOLDER)).resolve(name);
            if (Files.notExists(file)) {
                Files.writeString(file, body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
