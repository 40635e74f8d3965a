package io.lastword.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * A {@code redis-server} that has been seen to run on this machine.
 *
 * @param command what to execute
 * @param description version and origin, such as {@code Redis 6.2.11 (bundled)}
 */
record RedisBinary(String command, String description) {

    private static final Pattern VERSION = Pattern.compile("v=(\\S+)");
    private static final long PROBE_SECONDS = 10;
    private static @Nullable RedisBinary found;

    /** The bundled binary if it runs here (it needs the C library and OpenSSL 3), else the machine's own. */
    static synchronized RedisBinary find() {
        if (found == null) {
            StringBuilder failures = new StringBuilder();
            RedisBinary bundled = bundled(failures);
            RedisBinary binary = bundled != null ? bundled : probe("redis-server", "of this machine", failures);
            if (binary == null) {
                throw new EmbeddedServerException(
                        "no redis-server runs on this machine" + failures + "; install one so that it is on the PATH");
            }
            found = binary;
        }
        return found;
    }

    private static @Nullable RedisBinary bundled(StringBuilder failures) {
        try {
            return probe(extract().toString(), "bundled", failures);
        } catch (IOException | RuntimeException e) {
            failures.append("; the bundled one cannot be unpacked: ").append(e.getMessage());
            return null;
        }
    }

    /** Reads the resource as a stream, because it may lie in a jar inside a jar. */
    private static Path extract() throws IOException {
        OsArchitecture machine = OsArchitecture.detectOSandArchitecture();
        String resource = ExecutableProvider.newProvidedVersionsMap().get(machine);
        if (resource == null) {
            throw new IOException("none for " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        }
        Path directory = Files.createTempDirectory("redis-binary");
        directory.toFile().deleteOnExit();
        Path target = directory.resolve(resource.endsWith(".exe") ? "redis-server.exe" : "redis-server");
        target.toFile().deleteOnExit();
        try (InputStream content = ExecutableProvider.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IOException(resource + " is not on the class path");
            }
            Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        }
        File executable = target.toFile();
        if (!executable.setExecutable(true)) {
            throw new IOException(target + " cannot be made executable");
        }
        return target;
    }

    private static @Nullable RedisBinary probe(String command, String origin, StringBuilder failures) {
        try {
            Process process = new ProcessBuilder(command, "--version")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                Matcher version = VERSION.matcher(output);
                return new RedisBinary(
                        command, "Redis %s (%s)".formatted(version.find() ? version.group(1) : "?", origin));
            }
            failures.append("; ").append(command).append(" does not run: ").append(output);
        } catch (IOException e) {
            failures.append("; ").append(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.append("; interrupted");
        }
        return null;
    }
}
